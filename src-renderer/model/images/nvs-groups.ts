import type { NvsEntry } from '../../../src-shared/model/nvs';

export interface NvsGroup {
  readonly namespace: string;
  readonly entries: readonly NvsEntry[];
}

/** Entries by namespace, in the order in which each comes first; `wanted` is in a key, a value or the namespace. */
export function nvsGroups(entries: readonly NvsEntry[], wanted: string): readonly NvsGroup[] {
  const words = wanted.trim().toLowerCase();
  const groups = new Map<string, NvsEntry[]>();
  for (const entry of entries) {
    if (!matches(entry, words)) continue;
    const group = groups.get(entry.namespace);
    if (group) group.push(entry);
    else groups.set(entry.namespace, [entry]);
  }
  return [...groups].map(([namespace, members]) => ({ namespace, entries: members }));
}

function matches({ namespace, key, value }: NvsEntry, words: string): boolean {
  return words === '' || [namespace, key, value].some((text) => text.toLowerCase().includes(words));
}
