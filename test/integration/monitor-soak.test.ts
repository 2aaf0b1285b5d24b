import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { inlineFiles } from '../../src-main/platform/inline-files';
import { ExportsFolder } from '../../src-main/services/exports-folder';
import { MonitorText } from '../../src-main/services/monitor/monitor-text';
import { floodNumber, NumberedFlood } from '../support/numbered-flood';
import { temporaryFolder } from '../support/temporary-folder';
import { isThorough } from '../support/thorough';
import { usedBytes } from '../support/used-bytes';
import { VirtualClock } from '../support/virtual-clock';

const monitors = 8;
const minutes = isThorough ? 10 : 2;
/** What comes over a line of 921600 baud at most: ten bits a byte. */
const bytesPerSecond = 921_600 / 10;
const chunkBytes = 4096;
/** What a run may need more at its end than after a third. All that came meanwhile is 300 MB. */
const mostGrowthBytes = 16 * 0x10_0000;

/** A board that talks without pause, and who checks every line that its monitor hands on. */
interface Soaked {
  readonly flood: NumberedFlood;
  readonly text: MonitorText;
  /** Lines that came in their order. */
  checked: number;
  batches: number;
}

async function soaked(root: string, clock: VirtualClock, index: number): Promise<Soaked> {
  const text = await MonitorText.open({
    monitor: String(index),
    folder: path.join(root, String(index)),
    logsFolder: path.join(root, 'logs'),
    name: `board-${index}`,
    clock,
    wallClock: () => 1_800_000_000_000 + clock.now(),
    scans: inlineFiles,
    exports: new ExportsFolder(path.join(root, 'exports')),
    onBatch: () => {
      board.batches++;
    },
    onLines: (lines) => {
      for (const line of lines) if (floodNumber(line.text) === board.checked) board.checked++;
    },
  });
  const board: Soaked = { flood: new NumberedFlood(chunkBytes), text, checked: 0, batches: 0 };
  onTestFinished(() => text.close());
  return board;
}

it('keeps every line of eight boards that talk for minutes at 921600 baud, in level memory', async () => {
  const root = await temporaryFolder();
  const clock = new VirtualClock();
  const boards: Soaked[] = [];
  for (let index = 0; index < monitors; index++) boards.push(await soaked(root, clock, index));

  const talkFor = (untilMs: number): Promise<void> =>
    clock.run(
      new Promise<void>((resolve) => {
        const step = (): void => {
          for (const { text, flood } of boards) text.receive(flood.chunk());
          if (clock.now() >= untilMs) resolve();
          else clock.schedule((1000 * chunkBytes) / bytesPerSecond, step);
        };
        step();
      }),
    );
  const endMs = minutes * 60_000;
  await talkFor(endMs / 3);
  const usedAfterThird = usedBytes();
  await talkFor(endMs);
  const usedAtEnd = usedBytes();

  for (const { text, flood, checked, batches } of boards) {
    expect(text.receivedBytes).toBeGreaterThanOrEqual(bytesPerSecond * minutes * 60);
    expect([checked, text.endLine]).toEqual([flood.lineCount, flood.lineCount]);
    expect(batches).toBeGreaterThan(0);
    expect(batches).toBeLessThanOrEqual(30 * minutes * 60);
    expect(await clock.run(linesInOrder(text))).toBe(text.endLine - text.firstLine);
  }
  expect(usedAtEnd - usedAfterThird).toBeLessThan(mostGrowthBytes);
}, 240_000);

/** How many of the lines that are kept are there, each in its place. */
async function linesInOrder(text: MonitorText): Promise<number> {
  let next = text.firstLine;
  for (;;) {
    const { lines } = await text.read({ from: next, count: 5000, direction: 'forward', filter: null });
    if (lines.length === 0) return next - text.firstLine;
    for (const line of lines) {
      if (line.number !== next || floodNumber(line.text) !== next) return next - text.firstLine;
      next++;
    }
  }
}
