import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MonitorLine } from '../../../src-shared/model/monitor';
import { compileQuery } from '../../../src-shared/monitor/text-query';
import { parseBaud } from '../../../src-renderer/model/monitor/baud-text';
import { fitWindow } from '../../../src-renderer/model/monitor/fit-window';
import { plainLine, renderLine, type RenderOptions } from '../../../src-renderer/model/monitor/render-line';
import { seenTags } from '../../../src-renderer/model/monitor/seen-tags';
import { positionAt, thumbOf } from '../../../src-renderer/model/monitor/strip-geometry';
import { styledRuns } from '../../../src-renderer/model/monitor/styled-runs';
import { timestampText } from '../../../src-renderer/model/monitor/timestamp-text';

const esc = '\u001b';
const textOf = (text: string): string =>
  styledRuns(text)
    .map((run) => run.text)
    .join('');

function line(text: string, change: Partial<MonitorLine> = {}): MonitorLine {
  return { number: 7, atMs: 1_000_000, kind: 'received', text, ...change };
}

const options: RenderOptions = {
  timestamps: 'none',
  startMs: 990_000,
  columns: 40,
  inks: {
    text: '38;2;1;1;1',
    faint: '38;2;2;2;2',
    sent: '38;2;3;3;3',
    mark: '38;2;4;4;4',
    levels: { E: '31', W: '33', I: '32', D: null, V: '90' },
    highlights: {
      yellow: '48;2;9;9;1',
      green: '48;2;9;9;2',
      blue: '48;2;9;9;3',
      magenta: '48;2;9;9;4',
      red: '48;2;9;9;5',
    },
    match: '48;2;8;8;1',
    currentMatch: '48;2;8;8;2',
  },
  highlights: [],
  search: null,
  currentLine: null,
  markWords: ({ mark }) => mark?.type ?? '',
};

describe('what a board sends', () => {
  it.each([
    ['clearing the screen', `a${esc}[2Jb`, 'ab'],
    ['moving to another line', `a${esc}[5Ab${esc}[3;4Hc${esc}[2Bd`, 'abcd'],
    ['a window title', `a${esc}]0;owned\u0007b`, 'ab'],
    ['a title that never ends', `a${esc}]0;owned`, 'a'],
    ['a question about the terminal', `a${esc}[6nb${esc}[cc${esc}Zd`, 'abcd'],
    ['a device control string', `a${esc}P+q544e${esc}\\b`, 'ab'],
    ['a reset of the terminal', `a${esc}cb`, 'ab'],
    ['8-bit control sequences', 'a\u009b2Jb\u009d0;x', 'a2Jb0;x'],
    ['bells, tab stops of its own and shifts', `a\u0007${esc}Hb\u000ec`, 'abc'],
    ['the alternative screen and hidden cursors', `a${esc}[?1049h${esc}[?25lb`, 'ab'],
    ['an escape at the end', `a${esc}`, 'a'],
    ['half a sequence at the end', `a${esc}[3`, 'a3'],
  ])('leaves out %s', (_, sent, shown) => {
    expect(textOf(sent)).toBe(shown);
  });

  it.each([
    ['a carriage return', 'progress 10 %\rprogress 99', 'progress 99 %'],
    ['a backspace', 'abd\bc', 'abc'],
    ['a backspace at the start', '\b\bx', 'x'],
    ['tabs', 'a\tb', 'a       b'],
    ['erasing to the end of the line', `12345\r12${esc}[K`, '12'],
    ['erasing all of the line', `12345${esc}[2K\rab`, 'ab'],
    ['moving to a column', `abc${esc}[6Gf`, 'abc  f'],
    ['moving within the line', `abc${esc}[2DX${esc}[1CY`, 'aXc' + 'Y'],
  ])('carries out %s within its line', (_, sent, shown) => {
    expect(textOf(sent)).toBe(shown);
  });

  it('keeps colours, bold and the like, apart from each other', () => {
    const runs = styledRuns(`a${esc}[1;31mb${esc}[38;5;208mc${esc}[48:2::1:2:3md${esc}[0me`);
    expect(runs.map(({ text, style }) => [text, style.bold, style.foreground, style.background])).toEqual([
      ['a', false, null, null],
      ['b', true, '31', null],
      ['c', true, '38;5;208', null],
      ['d', true, '38;5;208', '48;2;1;2;3'],
      ['e', false, null, null],
    ]);
  });

  it('takes no colour that is none', () => {
    const runs = styledRuns(`${esc}[38;5;999ma${esc}[38;2;1;2mb${esc}[38mc${esc}[999md`);
    expect(runs.map(({ style }) => style.foreground).every((colour) => colour === null)).toBe(true);
  });

  it('never becomes wider than a line can be', () => {
    expect(textOf(`a${esc}[999999999Cb`).length).toBeLessThanOrEqual(4096);
    expect(textOf(`${esc}[999999999Gb`)).toBe('');
  });
});

describe('a line in the terminal', () => {
  it('has the colour of its level when the board sends none', () => {
    expect(renderLine(line('E (12) wifi: lost'), null, options)).toBe(
      `${esc}[0;31mE (12) wifi: lost${esc}[0m`,
    );
    expect(renderLine(line('D (12) wifi: lost'), null, options)).toBe(`${esc}[0mD (12) wifi: lost${esc}[0m`);
  });

  it('keeps the colours of a board that sends them', () => {
    expect(renderLine(line(`${esc}[0;35mE (12) wifi: lost${esc}[0m`), null, options)).toContain(
      `${esc}[0;35mE (12)`,
    );
  });

  it('shows that it was sent, not received', () => {
    expect(renderLine(line('status', { kind: 'sent' }), null, options)).toContain(
      `→ ${esc}[0;38;2;3;3;3mstatus`,
    );
  });

  it('has its time before it, in a column of its own', () => {
    const timed = renderLine(line('x'), 999_990, { ...options, timestamps: 'since-last' });
    expect(timed.startsWith(`${esc}[0;38;2;2;2;2m    +0.010  `)).toBe(true);
  });

  it('shows matches over highlights, and the match that was come to apart from the others', () => {
    const query = (text: string) => compileQuery({ text, mode: 'text', caseSensitive: true });
    const looks = {
      ...options,
      highlights: [{ query: query('bcd'), colour: 'blue' as const }],
      search: query('cd'),
    };
    expect(renderLine(line('abcde'), null, looks)).toBe(
      `${esc}[0ma${esc}[0;38;2;1;1;1;48;2;9;9;3mb${esc}[0;38;2;1;1;1;48;2;8;8;1mcd${esc}[0me${esc}[0m`,
    );
    expect(renderLine(line('abcde'), null, { ...looks, currentLine: 7 })).toContain('48;2;8;8;2mcd');
  });

  it('is a rule as wide as the terminal where something happened to the port', () => {
    const mark = line('', { kind: 'mark', mark: { type: 'lost' } });
    const rule = renderLine(mark, null, options);
    expect(rule).toContain('── lost ──');
    expect(rule.split('m')[1]?.split(esc)[0]).toHaveLength(39);
  });

  it('goes to the clipboard without colours, with the time that is shown', () => {
    const timed = { ...options, timestamps: 'since-start' as const };
    expect(plainLine(line(`${esc}[31mhot${esc}[0m`), null, timed)).toBe('    10.000  hot');
    expect(plainLine(line('', { kind: 'mark', mark: { type: 'lost' } }), null, options)).toBe('--- lost ---');
  });
});

describe('timestamps', () => {
  const times = { atMs: new Date(2026, 10, 21, 9, 5, 3, 42).getTime(), startMs: 0, previousAtMs: null };

  it('are times of day, and times since the start and since the line before', () => {
    expect(timestampText('none', times)).toBe('');
    expect(timestampText('absolute', times)).toBe('09:05:03.042');
    expect(timestampText('since-start', { ...times, atMs: 12_482 })).toBe('    12.482');
    expect(timestampText('since-last', { ...times, atMs: 12_482, previousAtMs: 12_478 })).toBe('    +0.004');
  });

  it('keep their width where there is no line before, and when the clock was set back', () => {
    expect(timestampText('since-last', times)).toBe(' '.repeat(10));
    expect(timestampText('since-last', { atMs: 5, startMs: 0, previousAtMs: 10 })).toBe('    +0.000');
  });
});

describe('the window of lines', () => {
  const lines = Array.from({ length: 10 }, (_, number) =>
    line('x'.repeat(number === 5 ? 250 : 10), { number }),
  );
  const limits = { lines: 100, rows: 100, columns: 80 };
  const numbers = (kept: readonly MonitorLine[]): readonly number[] => kept.map(({ number }) => number);

  it('keeps all that fits', () => {
    expect(fitWindow(lines, 'end', limits)).toBe(lines);
  });

  it('keeps the newest, or the first, where not all fit', () => {
    expect(numbers(fitWindow(lines, 'end', { ...limits, lines: 3 }))).toEqual([7, 8, 9]);
    expect(numbers(fitWindow(lines, 'start', { ...limits, lines: 3 }))).toEqual([0, 1, 2]);
  });

  it('counts the rows that long lines take', () => {
    expect(numbers(fitWindow(lines, 'end', { ...limits, rows: 7 }))).toEqual([6, 7, 8, 9]);
    expect(numbers(fitWindow(lines, 'end', { ...limits, rows: 8 }))).toEqual([5, 6, 7, 8, 9]);
  });

  it('keeps at least one line, however long', () => {
    expect(fitWindow([line('x'.repeat(4000))], 'end', { ...limits, rows: 3 })).toHaveLength(1);
  });
});

describe('the position strip', () => {
  const range = { first: 1000, end: 1_001_000, shownFirst: 501_000, shownEnd: 501_040 };

  it('shows in the middle what lies in the middle, with a thumb that can be taken hold of', () => {
    const thumb = thumbOf(range, 0.04);
    expect(thumb.height).toBe(0.04);
    expect(thumb.top + thumb.height / 2).toBeCloseTo(0.5, 2);
  });

  it('reaches both ends', () => {
    const thumb = thumbOf(range, 0.04);
    expect(positionAt(range, thumb, 0)).toBe(1000);
    expect(positionAt(range, thumb, 1 - 0.04)).toBe(1_001_000 - 40);
    expect(thumbOf({ ...range, shownFirst: 1_000_960, shownEnd: 1_001_000 }, 0.04).top).toBeCloseTo(0.96);
  });

  it('is full when everything is in sight, and when there is nothing', () => {
    expect(thumbOf({ first: 0, end: 5, shownFirst: 0, shownEnd: 5 }, 0.1).height).toBe(1);
    expect(thumbOf({ first: 0, end: 0, shownFirst: 0, shownEnd: 0 }, 0.1).top).toBeGreaterThanOrEqual(0);
  });
});

describe('tags and rates', () => {
  it('lists the tags of ESP-IDF logs, the most frequent first', () => {
    const texts = [
      'I (1) a: x',
      `${esc}[0;32mI (2) b: x${esc}[0m`,
      'I (3) b: x',
      'nothing',
      'E (4) ghost: x',
    ];
    const lines = texts.map((text) => line(text, text.includes('ghost') ? { kind: 'sent' } : {}));
    expect(seenTags(lines)).toEqual(['b', 'a']);
  });

  it('does not collect tags without end', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => line(`I (1) tag${index}: x`));
    expect(seenTags(lines)).toHaveLength(200);
  });

  it.each([
    ['74880', 74_880],
    ['1 500 000', 1_500_000],
    ['921,600', 921_600],
    ['299', null],
    ['8000001', null],
    ['fast', null],
    ['', null],
    ['-9600', null],
    ['0x2580', null],
  ])('reads “%s” as a rate', (text, baud) => {
    expect(parseBaud(text)).toBe(baud);
  });
});

describe('the colours of the terminal', () => {
  const tokens = readFileSync(new URL('../../../src-renderer/styles/tokens.css', import.meta.url), 'utf8');
  const both = (name: string): readonly string[] => {
    const value = new RegExp(`${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
    if (!value) throw new Error(`no token ${name}`);
    return value.slice(1);
  };
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.slice(1).match(/../g) ?? []).map((hex) => {
      const part = parseInt(hex, 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const pairs = [
    ...['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'].flatMap((name) => [
      [`--ansi-${name}`, '--terminal'],
      [`--ansi-bright-${name}`, '--terminal'],
    ]),
    ...['--text', '--muted', '--faint', '--info'].map((name) => [name, '--terminal']),
    ...['yellow', 'green', 'blue', 'magenta', 'red'].map((name) => ['--text', `--highlight-${name}`]),
    ...['--match', '--match-current', '--terminal-selection'].map((name) => ['--text', name]),
  ];

  it.each(pairs)('can be read: %s on %s', (over = '', under = '') => {
    const grounds = both(under);
    const worst = Math.min(...both(over).map((colour, theme) => contrast(colour, grounds[theme] ?? '')));
    expect(worst).toBeGreaterThanOrEqual(4.5);
  });
});
