import { fillText } from '../../../src-shared/errors/app-error';
import type { NvsContents, NvsEntry, NvsPage, NvsProblem } from '../../../src-shared/model/nvs';
import { enNvs as words } from '../locales/en-nvs';

const shownHexDigits = 64;
const longestType = 'string'.length;

/** Pages, values by namespace, and what is wrong. */
export function nvsLines(contents: NvsContents): readonly string[] {
  return [
    summaryOf(contents),
    '',
    words.pageColumns,
    ...contents.pages.map(pageLine),
    ...valueLines(contents),
    ...(contents.problems.length === 0 ? [] : ['', ...problemLines(contents.problems)]),
  ];
}

export function problemLines(problems: readonly NvsProblem[]): readonly string[] {
  return problems.map(({ code, page, entry }) =>
    entry === null
      ? fillText(words.problem, { page, problem: words.problems[code] })
      : fillText(words.entryProblem, { page, entry, problem: words.problems[code] }),
  );
}

function summaryOf({ sizeBytes, pages, version }: NvsContents): string {
  const facts = { size: sizeBytes, count: pages.length };
  return version === null
    ? fillText(words.summaryBlank, facts)
    : fillText(words.summary, { ...facts, version });
}

function pageLine({ state, sequence, written, erased, free }: NvsPage, number: number): string {
  const cells = [
    String(number).padStart(4),
    words.states[state].padEnd(7),
    String(sequence ?? words.noSequence).padStart(8),
    String(written).padStart(7),
    String(erased).padStart(6),
    String(free).padStart(4),
  ];
  return cells.join('  ');
}

function valueLines({ entries, encrypted }: NvsContents): readonly string[] {
  if (encrypted) return ['', words.encrypted];
  if (entries.length === 0) return ['', words.empty];
  const keys = entries.map(({ key }) => visible(key));
  const width = keys.reduce((longest, key) => Math.max(longest, key.length), 0);
  const lines: string[] = [];
  let namespace: string | null = null;
  entries.forEach((entry, index) => {
    if (entry.namespace !== namespace) lines.push('', visible(entry.namespace));
    namespace = entry.namespace;
    const [key, type] = [(keys[index] ?? '').padEnd(width), entry.type.padEnd(longestType)];
    lines.push(fillText(words.entry, { key, type, value: valueText(entry) }));
  });
  return lines;
}

function valueText({ type, value, sizeBytes }: NvsEntry): string {
  if (type === 'string') return `"${visible(value)}"`;
  if (type !== 'blob') return value;
  const hex = value.length <= shownHexDigits ? value : `${value.slice(0, shownHexDigits)}…`;
  return fillText(words.blob, { hex, size: sizeBytes });
}

/** What stands in a partition may be anybody's: nothing of it may steer the terminal or hide. */
function visible(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
