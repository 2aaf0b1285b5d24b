import { describe, expect, it } from 'vitest';
import { formatHexText, parseHexText } from '../../../src-shared/monitor/hex-text';
import { lineFilter } from '../../../src-shared/monitor/line-filter';
import { parseLogLine } from '../../../src-shared/monitor/parse-log-line';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import { compileQuery } from '../../../src-shared/monitor/text-query';
import type { MonitorFilter, TextQuery } from '../../../src-shared/model/monitor';

const esc = '\u001b';

describe('stripping escape sequences', () => {
  it.each([
    ['colours', `${esc}[0;32mI (31) boot${esc}[0m`, 'I (31) boot'],
    ['the cursor’s moves', `a${esc}[2K${esc}[10;5Hb${esc}[?25lc`, 'abc'],
    ['a window title', `${esc}]0;title\u0007text`, 'text'],
    ['a window title with the other end', `${esc}]0;title${esc}\\text`, 'text'],
    ['sequences of two characters', `${esc}cx${esc}(By`, 'xy'],
    ['control characters, but tabs', 'a\u0007b\tc\rd\u0000e\u007f', 'ab\tcde'],
  ])('takes out %s', (_, text, plain) => expect(stripEscapes(text)).toBe(plain));

  it('leaves text alone that only looks like one', () => {
    expect(stripEscapes('[0;32m array[3] \\033[0m')).toBe('[0;32m array[3] \\033[0m');
  });

  it('takes time in proportion to a hostile text', () => {
    const hostile = `${esc}[`.repeat(200_000) + `${esc}]`.repeat(200_000);
    expect(stripEscapes(hostile).length).toBeLessThanOrEqual(hostile.length);
  });
});

describe('the start of a log line', () => {
  it.each([
    ['I (312) wifi: connected', { level: 'I', time: '312', tag: 'wifi' }],
    ['E (00:00:01.250) spi_flash: bad', { level: 'E', time: '00:00:01.250', tag: 'spi_flash' }],
    ['W (5) my tag: x', { level: 'W', time: '5', tag: 'my tag' }],
    ['D (7) empty:', { level: 'D', time: '7', tag: 'empty' }],
    ['[  1234][E][WiFi.cpp:12] begin(): no', { level: 'E', time: '1234', tag: 'WiFi.cpp' }],
    ['[1][V][esp32-hal.c] x', { level: 'V', time: '1', tag: 'esp32-hal.c' }],
  ])('is read: %s', (line, log) => expect(parseLogLine(line)).toEqual(log));

  it.each([
    'X (1) a: b',
    'I(1) a: b',
    'I (1) no colon',
    ' I (1) a: b',
    '',
    'load:0x3fff0030,len:1184',
    '[1][Z][f] x',
  ])('is none: %j', (line) => expect(parseLogLine(line)).toBeNull());
});

describe('looking for text', () => {
  const query = (text: string, changes: Partial<TextQuery> = {}): TextQuery => ({
    ...{ text, mode: 'text', caseSensitive: false },
    ...changes,
  });

  it('finds plain text as it is written, whatever it means in a pattern', () => {
    const compiled = compileQuery(query('a.b (c)'));
    expect([compiled.test('xA.B (C)y'), compiled.test('axb (c)')]).toEqual([true, false]);
  });

  it('tells cases apart when it is asked to', () => {
    expect(compileQuery(query('Ab', { caseSensitive: true })).test('ab AB')).toBe(false);
    expect(compileQuery(query('ÄÖ')).test('äö')).toBe(true);
  });

  it('gives all places in UTF-16 units, without empty ones', () => {
    expect(compileQuery(query('\\d+', { mode: 'regex' })).matches('🙂 12, 345')).toEqual([
      { start: 3, end: 5 },
      { start: 7, end: 10 },
    ]);
    expect(compileQuery(query('x*', { mode: 'regex' })).matches('axxb')).toEqual([{ start: 1, end: 3 }]);
  });

  it.each(['(', '[a', 'a**', '(?=x)', '\\1'])('refuses what is no pattern of RE2: %s', (text) => {
    expect(() => compileQuery(query(text, { mode: 'regex' }))).toThrow(
      expect.objectContaining({ code: 'pattern-invalid' }),
    );
  });

  it('ends on a pattern that makes others hang', () => {
    expect(compileQuery(query('(a+)+$', { mode: 'regex' })).test(`${'a'.repeat(4000)}!`)).toBe(false);
  });
});

describe('which lines are shown', () => {
  const passes = (filter: Partial<MonitorFilter>, text: string): boolean =>
    lineFilter({ tags: [], text: null, inverted: false, ...filter })({ kind: 'received', text });

  it('is decided by a tag’s level, and by the level of every other tag', () => {
    const tags: MonitorFilter['tags'] = [
      { tag: 'wifi', level: 'W' },
      { tag: 'noise', level: 'none' },
      { tag: '*', level: 'I' },
    ];
    const shown = ['W (1) wifi: x', 'I (1) wifi: x', 'E (1) noise: x', 'I (1) app: x', 'D (1) app: x'];
    expect(shown.map((line) => passes({ tags }, line))).toEqual([true, false, false, true, false]);
    expect(passes({ tags }, 'no level')).toBe(true);
    expect(passes({ tags: tags.slice(0, 1) }, 'V (1) app: x')).toBe(true);
  });

  it('is decided by the text without its colours', () => {
    const text: TextQuery = { text: '^E ', mode: 'regex', caseSensitive: true };
    expect(passes({ text }, `${esc}[0;31mE (1) a: b`)).toBe(true);
    expect(passes({ text, inverted: true }, `${esc}[0;31mE (1) a: b`)).toBe(false);
  });

  it('lets everything pass that an empty query is about, inverted or not', () => {
    const text: TextQuery = { text: '', mode: 'text', caseSensitive: true };
    expect([passes({ text }, 'a'), passes({ text, inverted: true }, 'a')]).toEqual([true, true]);
  });

  it('never hides a mark', () => {
    const text: TextQuery = { text: 'x', mode: 'text', caseSensitive: true };
    expect(lineFilter({ tags: [], text, inverted: false })({ kind: 'mark', text: '' })).toBe(true);
  });

  it('says at once that a pattern cannot be read', () => {
    const text: TextQuery = { text: '(', mode: 'regex', caseSensitive: true };
    expect(() => lineFilter({ tags: [], text, inverted: false })).toThrow(
      expect.objectContaining({ code: 'pattern-invalid' }),
    );
  });
});

describe('bytes in hexadecimal', () => {
  it.each(['0d0aff', '0D 0A FF', '0x0d,0x0A, 0xff', ' 0d\n0a\tff '])('are read: %j', (text) => {
    expect(parseHexText(text)).toEqual(Uint8Array.of(13, 10, 255));
  });

  it.each(['', '   ', '0', '0d0', 'xy', '0d 0g', '0x'])('are none: %j', (text) => {
    expect(() => parseHexText(text)).toThrow(expect.objectContaining({ code: 'hex-invalid' }));
  });

  it('are written with two digits a byte', () => {
    expect(formatHexText(Uint8Array.of(0, 15, 255))).toBe('000fff');
  });
});
