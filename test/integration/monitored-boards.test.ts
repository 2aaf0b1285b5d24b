import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { crashKinds, type CrashArchitecture } from '../../src-shared/model/crash';
import type { InsightCode } from '../../src-shared/model/monitor';
import { sleep } from '../../src-shared/time/clock';
import { BoardReader, type BoardFindings } from '../../src-main/engine/board-text/board-reader';
import { lineText } from '../../src-main/files/monitor/line-text';
import { LineSplitter } from '../../src-main/services/monitor/line-splitter';
import { parseCoreDump } from '../../src-main/engine/core-dump/parse-core-dump';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import { parseFault } from '../../src-main/simulator/faults/parse-fault';
import { riscvCrash, xtensaCrash } from '../../src-main/simulator/programs/crash-facts';
import { parseProgram } from '../../src-main/simulator/programs/program';
import { appImage, bootloaderImage, partitionTable } from '../unit/simulator/build-image';
import { makeBoard, type OpenBoard } from '../unit/simulator/open-board';

interface Heard extends BoardFindings {
  readonly reader: BoardReader;
  readonly codes: ReadonlySet<InsightCode>;
}

/** What is found in all that a board says from a reset on. */
async function listen(board: OpenBoard, forMs: number, baud = 115_200): Promise<Heard> {
  const { clock, transport, host } = board;
  const reader = new BoardReader();
  let endLine = 0;
  const splitter = new LineSplitter((bytes, atMs) =>
    reader.line({ number: endLine++, atMs, kind: 'received', text: lineText(bytes) }),
  );
  let heardAtMs = 0;
  transport.onData((bytes) => {
    // As the monitor does it: a board that is silent for so long has said what it wanted to say.
    if (clock.now() - heardAtMs >= 500) reader.idle(clock.now());
    heardAtMs = clock.now();
    reader.bytes(bytes, { line: endLine, atMs: clock.now(), baud });
    splitter.push(bytes, clock.now());
  });
  await clock.run(async () => {
    await transport.open(baud);
    await host.resetToRun();
    await sleep(clock, forMs);
    await transport.close();
  });
  splitter.end();
  reader.idle(clock.now());
  const found = reader.all();
  return { ...found, reader, codes: new Set(found.insights.map(({ code }) => code)) };
}

function boardWith(text: string, spec: Partial<BoardSpec> = {}): OpenBoard {
  const program = parseProgram(text);
  const fault = parseFault(text);
  if (program === null && fault === null) throw new Error(`${text} is neither program nor fault`);
  return makeBoard({
    timing: 'real',
    ...(program === null ? {} : { programs: [program] }),
    ...(fault === null ? {} : { faults: [fault] }),
    ...spec,
  });
}

const architectures: readonly (readonly [ChipId, CrashArchitecture])[] = [
  ['esp32', 'xtensa'],
  ['esp32s3', 'xtensa'],
  ['esp32c3', 'riscv'],
  ['esp32c6', 'riscv'],
];
/** What a board says that starts and has nothing to complain of. */
const goodStart: readonly InsightCode[] = ['app-started', 'mode-flash', 'reset-power-on'];
const sorted = (codes: Iterable<InsightCode>): readonly InsightCode[] => [...codes].sort();

describe('the text of a simulated board', () => {
  it.each(['log', 'numbers', 'numbers:columns', 'flood:200', 'echo'])(
    'of %s is that of one that started well',
    async (program) => {
      for (const [chip] of architectures) {
        const { codes, crashes, coreDumps } = await listen(boardWith(program, { chip }), 20_000);
        expect(sorted(codes), chip).toEqual(goodStart);
        expect([crashes, coreDumps]).toEqual([[], []]);
      }
    },
  );

  it.each(crashKinds)('that crashes (%s) is told to crash so, and in a loop', async (kind) => {
    for (const [chip, architecture] of architectures) {
      const { codes, crashes } = await listen(boardWith(`crash:${kind}`, { chip }), 14_000);
      expect(new Set(crashes.map((crash) => crash.kind)), chip).toEqual(new Set([kind]));
      expect(crashes.length).toBeGreaterThan(2);
      expect(sorted(codes)).toEqual(sorted(loopCodes));
      const [crash] = crashes;
      expect(crash?.architecture).toBe(architecture);
      expect(crash?.complete).toBe(true);
      if (architecture === 'riscv') {
        expect(crash?.registers).toMatchObject(riscvCrash.registers);
        expect(crash?.stack?.address).toBe(riscvCrash.stack.address);
        expect(crash?.stack?.hex.startsWith(riscvCrash.stack.hex)).toBe(true);
        expect(riscvCrash.elfSha256.startsWith(crash?.elfSha256 ?? '-')).toBe(true);
      } else {
        expect(crash?.backtrace).toEqual(xtensaCrash.backtrace.map(([pc, sp]) => ({ pc, sp })));
        expect(crash?.backtraceCorrupted).toBe(kind === 'stack-smashing');
        expect(xtensaCrash.elfSha256.startsWith(crash?.elfSha256 ?? '-')).toBe(true);
      }
    }
  });

  it.each(['exception', 'abort', 'assert', 'task-watchdog'] as const)(
    'of an ESP8266 that crashes (%s) is read at 74880 baud',
    async (kind) => {
      const board = boardWith(`crash:${kind}`, { chip: 'esp8266' });
      const { crashes, codes } = await listen(board, 14_000, 74_880);
      expect(crashes.length).toBeGreaterThan(2);
      for (const crash of crashes) {
        expect(crash.architecture).toBe('xtensa-lx106');
        expect(crash.stack?.address).toBe(0x3fff_fdf0);
      }
      expect(codes).toContain('boot-loop');
      expect(codes).not.toContain('speaks-74880');
    },
  );

  it.each(['crash', 'log', 'boot-loop'])(
    'of an ESP8266 (%s) is known by its garbage at 115200',
    async (text) => {
      const { codes, crashes } = await listen(boardWith(text, { chip: 'esp8266' }), 6000);
      expect(codes).toContain('speaks-74880');
      expect(crashes).toEqual([]);
    },
  );

  it('of an ESP32-C2 whose crystal has 26 MHz is known by its ROM’s garbage, and read after it', async () => {
    const { codes, crashes } = await listen(boardWith('log', { chip: 'esp32c2' }), 6000);
    expect(codes).toContain('speaks-74880');
    expect(codes).toContain('app-started');
    expect(crashes).toEqual([]);
  });

  it('with a core dump has it whole, with its tasks', async () => {
    for (const [chip, architecture] of architectures) {
      const { coreDumps, crashes, codes, reader } = await listen(boardWith('core-dump', { chip }), 9000);
      const [dump] = coreDumps;
      expect(dump, chip).toMatchObject({
        state: 'whole',
        tasks: [{ name: 'main', crashed: true }, { name: 'IDLE' }],
      });
      const facts = architecture === 'riscv' ? riscvCrash : xtensaCrash;
      expect(dump?.tasks[0]?.pc).toBe(facts.registers[architecture === 'riscv' ? 'MEPC' : 'PC']);
      expect(facts.elfSha256.startsWith(dump?.elfSha256 ?? '-')).toBe(true);
      const bytes = reader.coreDump(dump?.id ?? 0);
      expect(bytes?.length).toBe(dump?.sizeBytes);
      expect(parseCoreDump(bytes ?? new Uint8Array()).architecture).toBe(architecture);
      expect(new Set(crashes.map(({ kind }) => kind))).toEqual(new Set(['exception']));
      expect(codes).toContain('core-dump');
    }
  });

  it('with a task that lets no other run says so, and where that was, but is no crash', async () => {
    for (const [chip, architecture] of architectures) {
      const { codes, crashes } = await listen(boardWith('hog', { chip }), 14_000);
      expect(sorted(codes), chip).toEqual(sorted([...goodStart, 'task-watchdog']));
      expect(crashes.map(({ kind }) => kind)).toEqual(['task-watchdog', 'task-watchdog']);
      expect(crashes[0]?.architecture).toBe(architecture);
    }
  });

  it.each([
    ['hang', 'reset-interrupt-watchdog'],
    ['hang:task-watchdog', 'reset-task-watchdog'],
    ['hang:watchdog', 'reset-rtc-watchdog'],
    ['brown-out-boot', 'brown-out'],
    ['brown-out-boot', 'reset-brown-out'],
    ['brown-out-boot', 'boot-loop'],
    ['boot-loop', 'boot-loop'],
    ['flash-missing', 'boot-loop'],
  ] as const)('of %s says %s', async (text, code) => {
    for (const [chip] of architectures) {
      const { codes, crashes } = await listen(boardWith(text, { chip }), 9000);
      expect(codes, chip).toContain(code);
      expect(crashes.length > 0, chip).toBe(text === 'boot-loop');
    }
  });

  const good = [
    [0, bootloaderImage(5)],
    [0x8000, partitionTable()],
    [0x1_0000, appImage(5)],
  ] as const;
  const damaged = Uint8Array.from(bootloaderImage(5), (byte, at) => (at === 40 ? byte ^ 1 : byte));

  it.each([
    ['is fine', good, 'app-started'],
    ['is blank', [], 'invalid-header'],
    ['has a damaged bootloader', [[0, damaged]], 'checksum-error'],
    ['has a bootloader for another chip', [[0, bootloaderImage(9)]], 'wrong-chip'],
    ['has no partition table', [good[0], good[2]], 'no-partition-table'],
    ['has no app', [good[0], good[1]], 'no-bootable-app'],
  ] as const)('whose flash %s says so', async (_, contents, code) => {
    const board = makeBoard({ timing: 'real' });
    for (const [offset, bytes] of contents) board.board.flash.startProgram(offset, bytes);
    const { codes, crashes } = await listen(board, 9000);
    expect(codes).toContain(code);
    expect(crashes).toEqual([]);
    if (code === 'app-started') expect(sorted(codes)).toEqual(goodStart);
  });

  it.each([
    [0x20_0000, 'flash-too-small'],
    [0x80_0000, 'flash-larger'],
  ] as const)('with %i bytes of flash and a header that says 4 MB says so', async (flashSizeBytes, code) => {
    const board = makeBoard({ timing: 'real', flashSizeBytes });
    for (const [offset, bytes] of good) board.board.flash.startProgram(offset, bytes);
    expect((await listen(board, 5000)).codes).toContain(code);
  });

  it('in download mode says so', async () => {
    const board = makeBoard({ timing: 'real' });
    const reader = new BoardReader();
    let number = 0;
    const splitter = new LineSplitter((bytes, atMs) =>
      reader.line({ number: number++, atMs, kind: 'received', text: lineText(bytes) }),
    );
    board.transport.onData((bytes) => splitter.push(bytes, 0));
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.resetToDownload();
      await sleep(board.clock, 500);
    });
    const codes = reader.all().insights.map(({ code }) => code);
    expect(codes).toContain('mode-download');
    expect(codes).not.toContain('mode-flash');
  });
});

/** A board that crashes says this, and nothing else. */
const loopCodes: readonly InsightCode[] = [...goodStart, 'boot-loop', 'crash', 'reset-software'];
