import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef } from 'vue';
import type { TraceEntry } from '../../src-shared/model/trace';
import { useStation } from '../api/station-client';

export type LogKind = TraceEntry['body']['type'];
export const logKinds: readonly LogKind[] = ['frame', 'text', 'notice'];

export interface LogLine {
  /** Counts up; a line keeps it when older ones are dropped. */
  readonly key: number;
  readonly entry: TraceEntry;
}

const maxLines = 5000;

/** The trace: the last few thousand lines of all ports. */
export const useLogStore = defineStore('log', () => {
  const { client } = useStation();
  const lines = shallowRef<readonly LogLine[]>([]);
  const shown = reactive<Record<LogKind, boolean>>({ frame: true, text: true, notice: true });
  const search = ref('');
  let nextKey = 1;

  const visible = computed(() => {
    const wanted = search.value.trim().toLowerCase();
    return lines.value.filter(
      ({ entry }) =>
        shown[entry.body.type] && (wanted === '' || searchable(entry).toLowerCase().includes(wanted)),
    );
  });
  const last = computed(() => lines.value.at(-1)?.entry ?? null);

  client.on('trace:lines', (entries) => {
    const added = entries.map((entry) => ({ key: nextKey++, entry }));
    lines.value = [...lines.value, ...added].slice(-maxLines);
  });

  function clear(): void {
    lines.value = [];
  }

  return { lines, shown, search, visible, last, clear };
});

function searchable({ body, port }: TraceEntry): string {
  switch (body.type) {
    case 'frame':
      return `${port} ${body.command} ${body.detail}`;
    case 'text':
      return `${port} ${body.text}`;
    case 'notice':
      return `${port} ${body.code} ${Object.values(body.context).join(' ')}`;
  }
}
