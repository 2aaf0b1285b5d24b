import { describe, expect, it } from 'vitest';
import { insightCodes, type MonitorLine, type MonitorPage } from '../../../src-shared/model/monitor';
import { crashKinds } from '../../../src-shared/model/crash';
import { en } from '../../../src-main/cli/locales/en';
import { KeyReader, LineEndChanger } from '../../../src-main/cli/monitor/key-reader';
import { LineScreen } from '../../../src-main/cli/monitor/line-screen';
import { parsePrintFilter } from '../../../src-main/cli/monitor/parse-print-filter';
import { TextFeed } from '../../../src-main/cli/monitor/text-feed';
import { VirtualClock } from '../../support/virtual-clock';
import { fakeIo } from './fake-io';
import { sleep } from '../../../src-shared/time/clock';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a print filter', () => {
  it.each([
    ['', []],
    ['*:I', [{ tag: '*', level: 'I' }]],
    [
      '*:e wifi:N',
      [
        { tag: '*', level: 'E' },
        { tag: 'wifi', level: 'none' },
      ],
    ],
    // What is not named is not shown.
    [
      'wifi',
      [
        { tag: 'wifi', level: 'V' },
        { tag: '*', level: 'none' },
      ],
    ],
    [
      'a:b:W',
      [
        { tag: 'a:b', level: 'W' },
        { tag: '*', level: 'none' },
      ],
    ],
  ])('“%s”', (text, expected) => {
    expect(parsePrintFilter(text)).toEqual(expected);
  });

  it.each(['wifi:', ':I', 'wifi:X', '*:I wifi:info'])('“%s” is none', (text) => {
    expect(() => parsePrintFilter(text)).toThrow('is no tag with a level');
  });
});

describe('keys', () => {
  it('are for the board, except for those after Ctrl-T, and Ctrl-]', () => {
    const keys = new KeyReader('lf');
    expect(keys.read(bytes('ab\r\u0003'))).toEqual([{ type: 'send', bytes: bytes('ab\n\u0003') }]);
    // The menu's key and the one after it need not come together.
    expect(keys.read(bytes('x\u0014'))).toEqual([{ type: 'send', bytes: bytes('x') }]);
    expect(keys.read(bytes('\u0012y'))).toEqual([
      { type: 'reset', into: 'app' },
      { type: 'send', bytes: bytes('y') },
    ]);
    expect(keys.read(bytes('\u0014q\u001d'))).toEqual([{ type: 'help' }, { type: 'exit' }]);
  });

  it('of Enter are what the board wants', () => {
    for (const [eol, sent] of [
      ['cr', '\r'],
      ['lf', '\n'],
      ['crlf', '\r\n'],
    ] as const)
      expect(new KeyReader(eol).read(bytes('\r'))).toEqual([{ type: 'send', bytes: bytes(sent) }]);
  });
});

it('line ends of a file become those of the board, wherever the file is cut', () => {
  for (const cut of [0, 1, 2, 3, 4, 5, 6]) {
    const ends = new LineEndChanger('cr');
    const text = 'a\r\nb\n\rc';
    const changed = [...ends.change(bytes(text.slice(0, cut))), ...ends.change(bytes(text.slice(cut)))];
    expect(new TextDecoder().decode(Uint8Array.from(changed))).toBe('a\rb\r\rc');
  }
});

describe('the screen', () => {
  const line = (number: number, text: string): MonitorLine => ({
    number,
    atMs: number,
    kind: 'received',
    text,
  });
  const screenOf = (filter: ConstructorParameters<typeof LineScreen>[0]['filter'], isTerminal = true) => {
    const clock = new VirtualClock();
    const fake = fakeIo({ clock, isTerminal });
    const screen = new LineScreen({ out: fake.io.out, clock, filter, timestamps: 'none', startedAtMs: 0 });
    return { clock, screen, out: fake.out };
  };

  it('shows a line as it grows, once', () => {
    const { screen, out } = screenOf(null);
    for (const text of ['ki', 'kiln', 'kiln> \r']) screen.open({ text, atMs: 0 });
    expect(out()).toBe('kiln> ');
    screen.line(line(0, 'kiln> help'));
    expect(out()).toBe('kiln> help\n');
  });

  it('writes it again after something else', () => {
    const { screen, out } = screenOf(null);
    screen.open({ text: 'kiln> ', atMs: 0 });
    screen.makeWay();
    screen.comeBack();
    expect(out()).toBe('kiln> \nkiln> ');
  });

  it('waits with a filter until it can tell what a line is', async () => {
    const { screen, out, clock } = screenOf({
      tags: [{ tag: '*', level: 'E' }],
      text: null,
      inverted: false,
    });
    screen.open({ text: 'I (1', atMs: 0 });
    screen.line(line(0, 'I (12) main: hello'));
    screen.open({ text: 'kiln> ', atMs: 0 });
    expect(out()).toBe('');
    await clock.run(() => sleep(clock, 300));
    expect(out()).toBe('kiln> ');
  });

  it('gives text alone to files', () => {
    const { screen, out } = screenOf(null, false);
    screen.line(line(0, '\u001b[0;32mI (1) a: b\u001b[0m'));
    expect(out()).toBe('I (1) a: b\n');
  });
});

it('a feed hands on every line once, whatever batches leave out', async () => {
  const all = Array.from({ length: 5000 }, (_, number): MonitorLine => ({
    number,
    atMs: 0,
    kind: 'received',
    text: '',
  }));
  const seen: number[] = [];
  const feed = new TextFeed({
    text: {
      endLine: 5000,
      receivedBytes: 0,
      read: async ({ from, count }): Promise<MonitorPage> => ({
        lines: all.slice(from, from + count),
        firstLine: 0,
        endLine: 5000,
        complete: false,
      }),
      bytes: async () => ({ offset: 0, hex: '', endOffset: 0 }),
    },
    onLine: ({ number }) => seen.push(number),
    onOpen: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const batch = (from: number, to: number) =>
    feed.batch({ ...empty, lines: all.slice(from, to), endLine: to });
  batch(0, 10);
  batch(3000, 3010);
  feed.pause();
  batch(3010, 4000);
  await feed.settled();
  expect(seen.at(-1)).toBe(3009);
  feed.resume();
  // Said twice: only once handed on.
  batch(3990, 4500);
  await feed.settled();
  expect(seen).toEqual(all.map(({ number }) => number));
});

const empty = { monitor: 'm', open: null, firstLine: 0, receivedBytes: 0 };

it('has words for everything that can be found', () => {
  for (const code of insightCodes) expect(en.monitor.insights[code]).toMatch(/\.$/);
  for (const kind of crashKinds) expect(en.monitor.crashes[kind]).not.toBe('');
});
