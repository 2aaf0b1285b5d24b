import { useI18n } from 'vue-i18n';
import type { InsightCode, MonitorInsight } from '../../src-shared/model/monitor';
import { useChipsStore } from '../stores/chips-store';
import { useFormat } from './use-format';

export interface InsightWords {
  readonly title: string;
  /** Why it probably happened, and what to do. */
  readonly text: string;
  /** What the board said exactly. */
  readonly facts: readonly string[];
}

/** What the board says of a start that went well: worth a line, not a paragraph. */
const quietCodes: ReadonlySet<InsightCode> = new Set([
  'reset-power-on',
  'reset-software',
  'reset-deep-sleep',
  'reset-usb',
  'mode-flash',
  'app-started',
]);

export const isQuiet = ({ code }: MonitorInsight): boolean => quietCodes.has(code);

/** Words for what was recognised in a board's text. */
export function useInsightWords() {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const chips = useChipsStore();

  function insight(found: MonitorInsight): InsightWords {
    const values = valuesOf(found);
    return {
      title: t(wordingOf(found, 'title'), values, Number(found.context['count'] ?? 1)),
      text: t(wordingOf(found, 'text'), values),
      facts: factsOf(found),
    };
  }

  /** Some can say more where the board said more: `textWith` needs all the values that it names. */
  function wordingOf({ code, context }: MonitorInsight, part: 'title' | 'text'): string {
    const fuller = `insights.${code}.${part}With`;
    const needed = fullerNeeds[code] ?? [];
    const isKnown = needed.every((name) => context[name] !== undefined && context[name] !== '');
    return isKnown && i18n.te(fuller) ? fuller : `insights.${code}.${part}`;
  }

  function valuesOf({ context }: MonitorInsight): Record<string, string | number> {
    return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, inWords(name, value)]));
  }

  function inWords(name: string, value: string | number): string | number {
    if (typeof value === 'number' && name.endsWith('Bytes')) return format.size(value);
    if (typeof value === 'number' && name === 'baud') return format.baud(value);
    if (name === 'chip' && typeof value === 'string') return chipName(value);
    if ((name === 'expected' || name === 'found') && typeof value === 'number')
      return chips.chips.find(({ imageChipId }) => imageChipId === value)?.name ?? value;
    return value;
  }

  function chipName(id: string): string {
    return chips.chips.find((chip) => chip.id === id)?.name ?? id;
  }

  function factsOf({ code, context }: MonitorInsight): readonly string[] {
    const titled = new Set(fullerNeeds[code] ?? []);
    return factNames.flatMap((name) => {
      const value = context[name];
      if (value === undefined || value === '' || titled.has(name)) return [];
      // Which chip it is has been said by the reset before.
      if (name === 'chip' && !code.startsWith('reset-')) return [];
      const key = `insights.facts.${name}`;
      return [i18n.te(key) ? t(key, { value: inWords(name, value) }) : String(inWords(name, value))];
    });
  }

  return { insight };
}

/** What the fuller wordings say, so that it is not said twice. */
const fullerNeeds: Readonly<Partial<Record<InsightCode, readonly string[]>>> = {
  'reset-other': ['reason'],
  'mode-flash': ['mode'],
  'mode-other': ['mode'],
  'boot-loop': ['endedBy'],
  'wrong-chip': ['expected', 'found'],
  'wrong-revision': ['required', 'chip'],
  'flash-too-small': ['actualBytes', 'expectedBytes'],
  'flash-larger': ['actualBytes', 'expectedBytes'],
  'app-started': ['project'],
  'task-watchdog': ['tasks'],
  'speaks-74880': ['chip'],
  garbage: ['baud'],
};

/** In the order in which they are shown. Others are for programs. */
const factNames = [
  'reason',
  'mode',
  'chip',
  'header',
  'version',
  'idf',
  'framework',
  'tasks',
  'task',
] as const;
