import type { PartitionDraft } from '../../../src-shared/model/partition-table';

export type KindOf = Pick<PartitionDraft, 'type' | 'subtype'>;

const app = 0x00;
const data = 0x01;
const firstSlot = 0x10;
const slotCount = 16;

/** What rows usually are, in the order in which they are looked for. */
const usual: readonly KindOf[] = [
  { type: app, subtype: 0x00 },
  { type: app, subtype: 0x20 },
  { type: data, subtype: 0x02 },
  { type: data, subtype: 0x00 },
  { type: data, subtype: 0x01 },
  { type: data, subtype: 0x82 },
  { type: data, subtype: 0x83 },
  { type: data, subtype: 0x81 },
  { type: data, subtype: 0x03 },
  { type: data, subtype: 0x04 },
  { type: data, subtype: 0x05 },
  { type: data, subtype: 0x06 },
];

/** Kinds to choose from for a row: the usual ones, the app slots up to the next free one, and what it is now. */
export function kindChoices(row: KindOf, rows: readonly KindOf[]): readonly KindOf[] {
  const slots = rows
    .filter(({ type, subtype }) => type === app && subtype >= firstSlot && subtype < firstSlot + slotCount)
    .map(({ subtype }) => subtype - firstSlot);
  const count = Math.min(slotCount, Math.max(1, ...slots.map((slot) => slot + 1)) + 1);
  const choices = [
    { type: app, subtype: 0x00 },
    ...Array.from({ length: count }, (_, slot) => ({ type: app, subtype: firstSlot + slot })),
    ...usual.slice(1),
  ];
  return choices.some((choice) => kindKey(choice) === kindKey(row))
    ? choices
    : [...choices, { type: row.type, subtype: row.subtype }];
}

export function kindKey({ type, subtype }: KindOf): string {
  return `${type}:${subtype}`;
}

export function parseKindKey(key: string): KindOf {
  const [type = 0, subtype = 0] = key.split(':').map(Number);
  return { type, subtype };
}
