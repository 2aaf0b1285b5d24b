import { describe, expect, it } from 'vitest';
import { crashKinds } from '../../../src-shared/model/crash';
import { parseLogLine } from '../../../src-shared/monitor/parse-log-line';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import { sleep } from '../../../src-shared/time/clock';
import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { parseProgram, programSyntax, type Program } from '../../../src-main/simulator/programs/program';
import { parseSimulatedUrl } from '../../../src-main/simulator/parse-simulated-url';
import { makeBoard, type OpenBoard } from './open-board';

function program(text: string): Program {
  const parsed = parseProgram(text);
  if (parsed === null) throw new Error(`${text} is no program`);
  return parsed;
}

const withProgram = (text: string, spec: Partial<BoardSpec> = {}): OpenBoard =>
  makeBoard({ timing: 'real', programs: [program(text)], ...spec });

/** What a board says within some time after a reset. */
async function heard(board: OpenBoard, forMs: number, baud = 115_200): Promise<string> {
  await board.clock.run(async () => {
    await board.transport.open(baud);
    await board.host.resetToRun();
    await sleep(board.clock, forMs);
    await board.transport.close();
  });
  return board.host.text;
}

const linesOf = (text: string): string[] => stripEscapesOfAll(text.split('\r\n'));
const stripEscapesOfAll = (lines: string[]): string[] => lines.map((line) => stripEscapes(line));

/** As the host's side keeps text: a character for each byte. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** Types into a console and waits for what it says. */
async function type(board: OpenBoard, text: string, answer: string): Promise<void> {
  await board.transport.write(new TextEncoder().encode(text));
  await board.host.untilText(answer);
}

describe('the text form of a program', () => {
  it.each([
    ['log', { type: 'log' }],
    ['numbers', { type: 'numbers', form: 'pairs' }],
    ['numbers:columns', { type: 'numbers', form: 'columns' }],
    ['flood', { type: 'flood', linesPerSecond: null }],
    ['flood:4000', { type: 'flood', linesPerSecond: 4000 }],
    ['echo', { type: 'echo' }],
    ['crash', { type: 'crash', kind: 'exception', afterMs: 1000 }],
    ['crash:heap-corruption', { type: 'crash', kind: 'heap-corruption', afterMs: 1000 }],
    ['core-dump', { type: 'core-dump' }],
    ['hog', { type: 'hog' }],
    ['hang', { type: 'hang', end: 'interrupt-watchdog' }],
    ['hang:watchdog', { type: 'hang', end: 'watchdog' }],
  ])('%s', (text, expected) => {
    expect(parseProgram(text)).toEqual(expected);
  });

  it.each([
    '',
    'logs',
    'log:1',
    'numbers:rows',
    'flood:0',
    'flood:-1',
    'flood:1e9',
    'crash:no',
    'hang:no',
    'echo:a:b',
    // Those are faults.
    'chatter',
    'brown-out',
  ])('“%s” is none', (text) => {
    expect(parseProgram(text)).toBeNull();
  });

  it('begins with a word that the list of forms has', () => {
    for (const { form } of programSyntax) expect(parseProgram(form.split(/[[:]/)[0] ?? '')).not.toBeNull();
  });

  it('can stand in an address, more than once, with the rate of the console', () => {
    expect(parseSimulatedUrl('sim://esp32c3?program=log&program=numbers:columns&console=921600')).toEqual({
      chip: 'esp32c3',
      flashSizeBytes: 0x40_0000,
      faults: [],
      programs: [{ type: 'log' }, { type: 'numbers', form: 'columns' }],
      consoleBaud: 921_600,
    });
    expect(() => parseSimulatedUrl('sim://esp32c3?program=loga')).toThrow('sim://');
    expect(() => parseSimulatedUrl('sim://esp32c3?console=0')).toThrow('sim://');
  });
});

describe('a board with a program', () => {
  it('starts as an ESP-IDF app does, whatever there is in its flash', async () => {
    const lines = linesOf(await heard(withProgram('log'), 3000));
    expect(lines.slice(0, 5)).toEqual([
      'ESP-ROM:esp32c3-api1-20210207',
      'Build:Feb  7 2021',
      'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'SPIWP:0xee',
      'mode:DIO, clock div:1',
    ]);
    const text = lines.join('\n');
    expect(text).toMatch(/entry 0x[0-9a-f]{8}\nI \(24\) boot: ESP-IDF v5\.5\.1 2nd stage bootloader\n/);
    expect(text).toMatch(/app_init: ELF file SHA256: {2}[0-9a-f]{9}\.\.\.\n/);
    expect(text).toContain('Calling app_main()');
  });

  it('can still be put into its loader', async () => {
    const board = withProgram('flood');
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await sleep(board.clock, 500);
      await board.host.resetToDownload();
      await board.host.sync();
    });
    expect(board.board.chip.mode).toBe('rom');
  });

  it('does nothing while nobody listens, and goes on when somebody comes', async () => {
    const board = withProgram('flood:100');
    const first = [...(await heard(board, 2000)).matchAll(/seq (\d{7})/g)].map(([, number]) =>
      Number(number),
    );
    await board.clock.run(() => sleep(board.clock, 3_600_000));
    board.host.text = '';
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await sleep(board.clock, 500);
      await board.transport.close();
    });
    const second = [...board.host.text.matchAll(/seq (\d{7})/g)].map(([, number]) => Number(number));
    expect(first.length).toBeGreaterThan(100);
    expect(second[0]).toBeLessThanOrEqual((first.at(-1) ?? 0) + 5);
    expect(second.length).toBeGreaterThan(40);
    expect(second.length).toBeLessThan(80);
  });

  it('runs several side by side', async () => {
    const board = makeBoard({ timing: 'real', programs: [program('numbers'), program('hang')] });
    const text = await heard(board, 8000);
    expect(text).toMatch(/temp:21\.5 hum:54 rssi:-61/);
    // The one that ends first ends all of them.
    expect(text).toContain('rst:0x8 (TG1WDT_SYS_RST)');
  });

  it('shares nothing with another board', async () => {
    const [one, two] = [withProgram('echo'), withProgram('echo')];
    await one.clock.run(async () => {
      await one.transport.open(115_200);
      await one.host.untilText('kiln> ');
      await type(one, 'hea', 'hea');
    });
    await two.clock.run(async () => {
      await two.transport.open(115_200);
      await two.host.untilText('kiln> ');
      await type(two, 'p\r', 'no such command: p');
    });
  });
});

describe('the program', () => {
  it('log has all levels, several tags, colours, and about five lines a second', async () => {
    const text = await heard(withProgram('log'), 30_000);
    const app = text.slice(text.indexOf('Calling app_main()')).split('\r\n').slice(1, -1);
    const parsed = stripEscapesOfAll(app).map(parseLogLine);
    expect(parsed).not.toContain(null);
    expect(new Set(parsed.map((line) => line?.level))).toEqual(new Set(['I', 'W', 'E', 'D']));
    expect(new Set(parsed.map((line) => line?.tag)).size).toBeGreaterThan(4);
    expect(app.length).toBeGreaterThan(130);
    expect(app.length).toBeLessThan(160);
    expect(app.filter((line) => line.startsWith('\u001b[0;33mW (')).length).toBeGreaterThan(2);
    // The time since the start never runs backwards.
    const times = parsed.map((line) => Number(line?.time));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('numbers prints ten lines a second that can be plotted', async () => {
    const pairs = linesOf(await heard(withProgram('numbers'), 5000)).filter((line) =>
      line.startsWith('temp'),
    );
    expect(pairs.length).toBeGreaterThan(40);
    for (const line of pairs) expect(line).toMatch(/^temp:\d+\.\d hum:\d+ rssi:-\d+$/);
    const columns = linesOf(await heard(withProgram('numbers:columns'), 2000));
    expect(columns.at(-2)).toMatch(/^\d+\.\d,\d+,-\d+$/);
    expect(columns).toContain('temp,hum,rssi');
  });

  it.each([115_200, 921_600, 3_000_000])('flood fills a line of %i baud, in order', async (baud) => {
    const board = withProgram('flood', { consoleBaud: baud });
    const text = await heard(board, 3000, baud);
    const numbers = [...text.matchAll(/seq (\d{7}) all work and no play\r\n/g)].map(([, n]) => Number(n));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    // ROM and bootloader take their part of the three seconds.
    const most = ((baud / 10) * 3) / 35;
    expect(numbers.length).toBeGreaterThan(most * 0.75);
    expect(numbers.length).toBeLessThan(most);
  });

  it('flood keeps to the lines that it is asked for', async () => {
    const count = (await heard(withProgram('flood:50'), 10_000)).split('seq ').length;
    expect(count).toBeGreaterThan(450);
    expect(count).toBeLessThan(500);
  });

  it.each([
    ['hang', 'rst:0x8 (TG1WDT_SYS_RST)'],
    ['hang:task-watchdog', 'rst:0x7 (TG0WDT_SYS_RST)'],
    ['hang:watchdog', 'rst:0x10 (RTCWDT_RTC_RST)'],
  ])('%s is silent until its watchdog bites', async (text, reason) => {
    const board = withProgram(text);
    let lastMs = 0;
    let longestMs = 0;
    board.transport.onData(() => {
      longestMs = Math.max(longestMs, board.clock.now() - lastMs);
      lastMs = board.clock.now();
    });
    expect(await heard(board, 8000)).toContain(reason);
    expect(longestMs).toBeGreaterThan(4900);
  });

  it('echo is a console', async () => {
    const board = withProgram('echo');
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.untilText('kiln> ');
      await type(board, 'heax\u007fp\r\n', 'heax\b \bp\r\nfree heap 231340 bytes\r\nkiln> ');
      await type(board, 'help\n', 'restart         start over\r\n');
      await type(board, 'nö\r', bytesOf('nö\r\nno such command: nö\r\nkiln> '));
      await type(board, '\r', '\r\nkiln> \r\nkiln> ');
      await type(board, 'restart\r', 'rst:0xc (RTC_SW_CPU_RST)');
      await type(board, '', 'kiln> ');
      board.host.text = '';
      await sleep(board.clock, 500);
      await type(board, 'crash abort\r', 'abort() was called at PC');
    });
  });

  it('echo hears nothing while its wire is off', async () => {
    const board = withProgram('echo', { faults: [{ type: 'deaf' }] });
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.untilText('kiln> ');
      await board.transport.write(new TextEncoder().encode('help\r'));
      await sleep(board.clock, 500);
    });
    expect(board.host.text.endsWith('kiln> ')).toBe(true);
  });
});

describe('a crash', () => {
  const marks: Readonly<Record<(typeof crashKinds)[number], RegExp>> = {
    exception:
      /Guru Meditation Error: Core {2}0 panic'ed \(Load ?[Pa]\w+( fault)?\)\. Exception was unhandled/,
    'cache-error': /Guru Meditation Error: Core {2}0 panic'ed \(Cache /,
    'interrupt-watchdog': /Interrupt wdt timeout on CPU0/,
    abort: /\r\nabort\(\) was called at PC 0x[0-9a-f]{8} on core 0/,
    'task-watchdog': /task_wdt: Task watchdog got triggered[^]*Aborting\.[^]*abort\(\) was called/,
    assert: /\r\nassert failed: measure sensor\.c:42 \(sample != NULL\)/,
    'stack-smashing': /Stack smashing protect failure!/,
    'stack-overflow': /\*\*\*ERROR\*\*\* A stack overflow in task sensor has been detected\./,
    'heap-corruption': /CORRUPT HEAP: Bad tail at 0x[0-9a-f]{8}/,
  };

  it.each(crashKinds)(
    'of kind %s on a RISC-V chip prints registers and stack, and starts over',
    async (kind) => {
      const text = await heard(withProgram(`crash:${kind}`), 6000);
      expect(text).toMatch(marks[kind]);
      expect(text).toMatch(/MEPC {4}: 0x[0-9a-f]{8} {2}RA {6}: 0x[0-9a-f]{8} {2}SP /);
      expect(text).toMatch(/Stack memory:\r\n[0-9a-f]{8}: (0x[0-9a-f]{8} ){7}0x[0-9a-f]{8}\r\n/);
      expect(text).toMatch(/ELF file SHA256: [0-9a-f]{9}\r\n\r\nRebooting\.\.\.\r\nESP-ROM/);
      expect(text).not.toContain('Backtrace:');
      expect(text.split('rst:0xc (RTC_SW_CPU_RST)').length).toBeGreaterThan(2);
    },
  );

  it.each(crashKinds)('of kind %s on a Xtensa chip prints its backtrace', async (kind) => {
    const text = await heard(withProgram(`crash:${kind}`, { chip: 'esp32' }), 6000);
    expect(text).toMatch(marks[kind]);
    expect(text).toMatch(/\r\nBacktrace: 0x[0-9a-f]{8}:0x[0-9a-f]{8} 0x/);
    expect(text.includes('EXCVADDR: 0x')).toBe(
      ['exception', 'cache-error', 'interrupt-watchdog'].includes(kind),
    );
    expect(text).toContain('rst:0xc (SW_CPU_RESET)');
  });

  it.each(crashKinds)('of kind %s on an ESP8266 prints its stack, at 74880 baud', async (kind) => {
    const text = await heard(withProgram(`crash:${kind}`, { chip: 'esp8266' }), 6000, 74_880);
    expect(text).toMatch(/>>>stack>>>\r\n\r\nctx: cont\r\nsp: [0-9a-f]{8} end: [0-9a-f]{8} offset: 0000\r\n/);
    expect(text).toMatch(/\r\n3ffffdf0: {2}([0-9a-f]{8} ){4}/);
    expect(text).toContain('<<<stack<<<');
    expect(text).toContain('ets Jan  8 2013,rst cause:2, boot mode:(3,6)');
  });

  it('of an ESP8266 is garbage at 115200 baud', async () => {
    const text = await heard(withProgram('crash', { chip: 'esp8266' }), 3000);
    expect(text.length).toBeGreaterThan(200);
    expect(text).not.toMatch(/ets|stack|rst/);
  });

  it('ends with a core dump whose CRC-32 holds, in lines of base64', async () => {
    for (const chip of ['esp32', 'esp32c3'] as const) {
      const text = await heard(withProgram('core-dump', { chip }), 6000);
      const dump = /CORE DUMP START =+\r\n([^=][^]*?)\r\n=+ CORE DUMP END/.exec(text)?.[1] ?? '';
      const lines = dump.split('\r\n');
      expect(Math.max(...lines.map(({ length }) => length))).toBe(64);
      const bytes = Buffer.concat(lines.map((line) => Buffer.from(line, 'base64')));
      expect(bytes.readUInt32LE(0)).toBe(bytes.length);
      expect(bytes.subarray(24, 28).toString('latin1')).toBe('\u007fELF');
      const checksum = bytes
        .readUInt32LE(bytes.length - 4)
        .toString(16)
        .padStart(8, '0');
      expect(text).toContain(`Coredump checksum='${checksum}'`);
    }
  });
});
