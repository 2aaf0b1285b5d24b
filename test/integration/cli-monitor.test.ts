import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { riscvCrash, xtensaCrash } from '../../src-main/simulator/programs/crash-facts';
import { SimulatedBench } from '../../src-main/simulator/board-bench';
import { sleep } from '../../src-shared/time/clock';
import { VirtualClock } from '../support/virtual-clock';
import { temporaryFolder } from '../support/temporary-folder';
import { fakeIo, type FakeIo, type FakeIoOptions } from '../unit/cli/fake-io';

interface Sitting extends FakeIo {
  readonly clock: VirtualClock;
  readonly bench: SimulatedBench;
  /** Waits until it stands on the screen. */
  readonly untilOut: (part: string) => Promise<void>;
  readonly untilErr: (part: string) => Promise<void>;
}

const c3 = 'sim://esp32c3?program=';

/** A monitor on a simulated board, and somebody before it: who ends it, if it does not end by itself. */
async function monitor(
  argv: readonly string[],
  somebody: (sitting: Sitting) => Promise<void> = async () => undefined,
  options: FakeIoOptions = {},
) {
  const clock = new VirtualClock();
  const bench = new SimulatedBench({ clock });
  const fake = fakeIo({ clock, openTransport: (port) => bench.open(port), ...options });
  const until = async (text: () => string, part: string): Promise<void> => {
    for (let waitedMs = 0; !text().includes(part); waitedMs += 10) {
      if (waitedMs > 20_000) throw new Error(`no “${part}” in: ${fake.out()}\n${fake.err()}`);
      await sleep(clock, 10);
    }
  };
  const sitting = {
    ...fake,
    clock,
    bench,
    untilOut: (part: string) => until(fake.out, part),
    untilErr: (part: string) => until(fake.err, part),
  };
  const [status] = await clock.run(async () =>
    Promise.all([
      runCli(['monitor', ...argv], fake.io),
      somebody(sitting).catch((error: unknown) => {
        fake.interrupt();
        throw error;
      }),
    ]),
  );
  return { status, out: fake.out(), err: fake.err(), isRaw: fake.isRaw() };
}

describe('kiln monitor', () => {
  it('resets the board, shows what it says from its first line on, and explains it', async () => {
    const { status, out, err } = await monitor([
      '-p',
      `${c3}log`,
      '--exit-on',
      'free heap',
      '--exit-after',
      '30',
    ]);
    expect(status).toBe(0);
    expect(out.startsWith('ESP-ROM:esp32c3-api1-20210207\nBuild:Feb  7 2021\nrst:0x1 (POWERON)')).toBe(true);
    expect(out).toMatch(/\nI \(\d+\) main: free heap \d+ bytes, minimum 228112\n$/);
    expect(err).toContain(`--- ${c3}log at 115200 baud. Ctrl-C ends.\n`);
    expect(err).toContain('--- Reset: power-on, or the reset button.\n');
    expect(err).toContain('--- Boots from flash.\n--- The app has started: bench-node 1.4.2.\n');
    expect(err.endsWith('--- Closed.\n')).toBe(true);
  });

  it('fails when the text that it waits for does not come', async () => {
    const { status, err } = await monitor([
      '-p',
      `${c3}log`,
      '--exit-on',
      'no such text',
      '--exit-after',
      '2',
    ]);
    expect(status).toBe(2);
    expect(err).toContain('The board has not said “no such text” within 2 s.');
  });

  it('ends after some time, and at Ctrl-C, without complaint', async () => {
    expect((await monitor(['-p', `${c3}log`, '--exit-after', '1.5'])).status).toBe(0);
    const interrupted = await monitor(['-p', `${c3}numbers`], async ({ untilOut, interrupt }) => {
      await untilOut('temp:21.5');
      interrupt();
    });
    expect(interrupted.status).toBe(0);
  });

  it('leaves a board running with --no-reset, and its colours to terminals', async () => {
    const { out } = await monitor(['-p', `${c3}log`, '--no-reset', '--exit-after', '3'], undefined, {
      isTerminal: true,
    });
    expect(out).not.toContain('POWERON');
    expect(out).toContain('\u001b[0;32mI (');
  });

  it('says what is wrong with the command before it opens anything', async () => {
    const url = `${c3}log`;
    for (const [argv, words] of [
      [['--print-filter', 'wifi:Q'], 'is no tag with a level'],
      [['--grep', '(a'], 'This regular expression cannot be read'],
      [['--hex', '--raw'], 'exclude each other'],
      [['--hex', '--grep', 'a'], '--hex shows bytes'],
      [['--exit-after', '0'], 'a number of seconds above 0'],
      [['--elf', 'nowhere.elf'], 'nowhere.elf'],
    ] as const) {
      const { status, out, err } = await monitor(['-p', url, ...argv]);
      expect([status, out]).toEqual([2, '']);
      expect(err).toContain(words);
    }
    expect((await monitor(['-p', 'sim://esp32c3?fault=busy'])).err).toContain('Another program is using');
  });

  it('shows only what the filter lets pass', async () => {
    const argv = ['-p', `${c3}log`, '--print-filter', 'sensor:I', '--grep', 'temp|hum', '--exit-after', '8'];
    const { out } = await monitor(argv);
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatch(/^I \(\d+\) sensor: temperature/);
    const inverted = await monitor([...argv, '--invert']);
    expect(inverted.out).toMatch(/sensor: battery/);
    expect(inverted.out).not.toMatch(/temperature|raw|wifi/);
  });

  it.each([
    ['absolute', /^2026-11-\d\dT\d\d:\d\d:\d\d\.\d{3} temp:/],
    ['since-start', /^\d+\.\d{3} temp:/],
    ['since-last', /^0\.(09|10)\d temp:/],
  ])('puts the time before each line: %s', async (mode, expected) => {
    const { out } = await monitor(['-p', `${c3}numbers`, '--timestamps', mode, '--exit-after', '3']);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(expected);
  });

  it('shows bytes', async () => {
    const { out } = await monitor(['-p', `${c3}numbers`, '--hex', '--exit-after', '2']);
    const rows = out.trimEnd().split('\n');
    expect(rows[0]).toBe('00000000  45 53 50 2d 52 4f 4d 3a 65 73 70 33 32 63 33 2d  |ESP-ROM:esp32c3-|');
    for (const row of rows) expect(row).toMatch(/^[0-9a-f]{8} {2}([0-9a-f]{2} ){1,16} *\|.{1,16}\|$/);
    const raw = await monitor(['-p', `${c3}log`, '--raw', '--exit-after', '2']);
    expect(raw.out).toContain('\u001b[0;32mI (24) boot: ESP-IDF v5.5.1 2nd stage bootloader\u001b[0m\r\n');
  });

  it('loses nothing of a flood', async () => {
    const url = 'sim://esp32c3?program=flood&console=3000000';
    const { out } = await monitor(['-p', url, '-b', '3000000', '--exit-after', '3']);
    const numbers = [...out.matchAll(/^seq (\d{7}) all work and no play$/gm)].map(([, number]) =>
      Number(number),
    );
    expect(numbers.length).toBeGreaterThan(15_000);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
  });

  it('tells a crash, once each time, and what would explain it', async () => {
    const { err } = await monitor(['-p', `${c3}crash:abort`, '--exit-after', '7']);
    expect(err.match(/--- abort\(\) was called/g)?.length).toBeGreaterThan(2);
    expect(err.match(/An ELF file would tell where/g)).toHaveLength(1);
    expect(err).toContain('Starts over again and again:');
  });

  it.each([
    ['esp32c3', 'crash-riscv.elf', riscvCrash],
    ['esp32', 'crash-xtensa.elf', xtensaCrash],
  ] as const)('decodes the crash and the core dump of an %s with its ELF file', async (chip, elf, facts) => {
    const url = `sim://${chip}?program=core-dump`;
    const { err } = await monitor(
      ['-p', url, '--elf', `test/fixtures/crash/${elf}`, '--exit-after', '5'],
      undefined,
      {
        workingFolder: process.cwd(),
      },
    );
    // Of the crash, and of the task that has crashed in the core dump.
    const functions = facts.functions.map((name) => `${name} at \\S+:\\d+`).join('[^]*?');
    expect(err).toMatch(new RegExp(`${functions}[^]*Task main \\(crashed\\):[^]*?${functions}`));
    expect(err).toContain('inlined into');
    expect(err).not.toContain('Careful');
  });

  it('says so when the only ELF file is not the board’s own', async () => {
    const argv = ['-p', 'sim://esp32c6?program=crash', '--elf', 'test/fixtures/crash/crash-xtensa.elf'];
    const { err } = await monitor([...argv, '--exit-after', '3'], undefined, {
      workingFolder: process.cwd(),
    });
    expect(err).toContain('This ELF file is made for');
  });

  it('writes all lines to a file, whatever is shown', async () => {
    const folder = await temporaryFolder();
    const argv = ['-p', `${c3}numbers`, '--log', 'numbers.log', '--grep', 'nothing', '--exit-after', '3'];
    const { out } = await monitor(argv, undefined, { workingFolder: folder });
    expect(out).toBe('');
    const log = await readFile(`${folder}/numbers.log`, 'utf8');
    expect(log).toMatch(/T\d\d:\d\d:\d\d\.\d{3} ESP-ROM:esp32c3/);
    expect(log.match(/ temp:/g)?.length).toBeGreaterThan(10);
  });

  it('waits for a board that is unplugged', async () => {
    const url = `${c3}numbers`;
    const { status, err, out } = await monitor(['-p', url], async ({ bench, clock, ...sitting }) => {
      await sitting.untilOut('temp:');
      const board = bench.board(url);
      board.unplug();
      await sitting.untilErr('Connection lost');
      await sleep(clock, 5000);
      board.plugIn();
      await sitting.untilErr('Connected again after 5.');
      const before = sitting.out().length;
      await sleep(clock, 3000);
      expect(sitting.out().slice(before)).toContain('temp:');
      sitting.interrupt();
    });
    expect(status).toBe(0);
    expect(err).toContain('Connected again');
    expect(out).toContain('temp:');
  });
});

describe('kiln monitor in a terminal', () => {
  const terminal = { isTerminal: true, inputIsTerminal: true };

  it('is a console: what is typed is sent, what is not a whole line is shown', async () => {
    const { status, out, err, isRaw } = await monitor(
      ['-p', `${c3}echo`],
      async ({ untilOut, type, isRaw: rawNow }) => {
        await untilOut('kiln> ');
        expect(rawNow()).toBe(true);
        type('heax\u007fp');
        await untilOut('kiln> heax\b \bp');
        type('\r');
        await untilOut('free heap 231340 bytes\nkiln> ');
        type('\u001d');
      },
      terminal,
    );
    expect([status, isRaw]).toEqual([0, false]);
    expect(out).toMatch(/free heap 231340 bytes\nkiln> \n$/);
    expect(err).toContain('\u001b[2m--- ');
  });

  it('has a menu: reset, download, help, pause, log', async () => {
    const folder = await temporaryFolder();
    const { err, out } = await monitor(
      ['-p', `${c3}numbers`],
      async ({ untilOut, untilErr, type, clock, ...sitting }) => {
        await untilOut('temp:');
        type('\u0014\u0008');
        await untilErr('Ctrl-T Ctrl-R  reset the board');
        type('\u0014\u000c');
        await untilErr('Logging to ');
        type('\u0014\u0019');
        await untilErr('Paused.');
        const before = sitting.out();
        await sleep(clock, 2000);
        expect(sitting.out()).toBe(before);
        type('\u0014\u0019');
        await untilErr('Goes on.');
        await sleep(clock, 100);
        expect(sitting.out().slice(before.length).match(/temp:/g)?.length).toBeGreaterThan(15);
        type('\u0014\u0010');
        await untilErr('Reset into download mode.');
        await untilOut('waiting for download');
        type('\u0014\u0012');
        await sleep(clock, 3000);
        type('\u0014\u000c\u0014\u0018');
      },
      { ...terminal, workingFolder: folder },
    );
    expect(err).toContain('In download mode');
    expect(err).toContain('No more logging.');
    expect(out.match(/ESP-ROM:/g)).toHaveLength(3);
    const [, name = ''] = /Logging to (\S+\.log)\./.exec(err) ?? [];
    expect(name).toMatch(/^esp32c3-2026-11-\d\d-\d{6}\.log$/);
    expect(await readFile(`${folder}/${name}`, 'utf8')).toContain('waiting for download');
  });

  it('sends its keys where they are asked for twice', async () => {
    const { out } = await monitor(
      ['-p', `${c3}echo`, '--eol', 'crlf'],
      async ({ untilOut, type }) => {
        await untilOut('kiln> ');
        type('a\u0014\u0014b\r');
        await untilOut('no such command: ab');
        type('\u0014\u001d\r\u001d');
      },
      terminal,
    );
    expect(out).toContain('kiln> ab\n');
  });
});

describe('kiln monitor with a program at its input', () => {
  it('sends it with the line ends that the board wants, and goes on listening', async () => {
    const { status, out } = await monitor(
      ['-p', `${c3}echo`, '--exit-on', 'free heap', '--exit-after', '10'],
      async ({ untilOut, type }) => {
        await untilOut('kiln> ');
        type('help\nheap\n');
      },
    );
    expect(status).toBe(0);
    expect(out).toContain('kiln> help\nhelp            what there is\n');
    expect(out.trimEnd()).toMatch(/kiln> heap\nfree heap 231340 bytes(\nkiln>)?$/);
  });
});
