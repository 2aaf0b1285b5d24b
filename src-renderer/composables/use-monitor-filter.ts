import { computed, ref, watch } from 'vue';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';
import type { LogLevel, MonitorFilter, TextQuery } from '../../src-shared/model/monitor';
import { useMonitorsStore } from '../stores/monitors-store';
import { useTerminalStore } from '../stores/terminal-store';

type TagLevel = LogLevel | 'none';

const noFilter: MonitorFilter = { tags: [], text: null, inverted: false };
const noText: TextQuery = { text: '', mode: 'text', caseSensitive: false };
/** Every other tag. */
const anyTag = '*';

/** What of the current monitor's text is shown, as the filter bar has it. Text that cannot be used stays typed and changes nothing. */
export function useMonitorFilter() {
  const monitors = useMonitorsStore();
  const terminal = useTerminalStore();
  const text = ref<TextQuery>(terminal.filter?.text ?? noText);
  const problem = ref<AppError | null>(null);

  const filter = computed(() => terminal.filter ?? noFilter);
  const level = computed((): TagLevel => levelOf(anyTag) ?? 'V');
  const tags = computed(() => filter.value.tags.filter(({ tag }) => tag !== anyTag));
  const isActive = computed(() => terminal.filter !== null);

  watch(
    () => monitors.currentId,
    () => {
      text.value = terminal.filter?.text ?? noText;
      problem.value = null;
    },
  );

  function levelOf(tag: string): TagLevel | null {
    return filter.value.tags.find((known) => known.tag === tag)?.level ?? null;
  }

  /** Null: as the others. */
  function setLevel(tag: string | null, next: TagLevel | null): void {
    const name = tag ?? anyTag;
    const others = filter.value.tags.filter((known) => known.tag !== name);
    const isDefault = next === null || (tag === null && next === 'V');
    apply({ ...filter.value, tags: isDefault ? others : [...others, { tag: name, level: next }] });
  }

  function setText(change: Partial<TextQuery>): void {
    text.value = { ...text.value, ...change };
    apply({ ...filter.value, text: text.value.text === '' ? null : text.value });
  }

  function setInverted(inverted: boolean): void {
    apply({ ...filter.value, inverted });
  }

  function clear(): void {
    text.value = noText;
    apply(noFilter);
  }

  function apply(next: MonitorFilter): void {
    const isNone = next.tags.length === 0 && next.text === null && !next.inverted;
    problem.value = null;
    try {
      terminal.setFilter(isNone ? null : next);
    } catch (error) {
      problem.value = toAppError(error);
    }
  }

  return { text, problem, filter, level, tags, isActive, setLevel, setText, setInverted, clear };
}
