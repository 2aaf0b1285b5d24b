import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { afterAll, it } from 'vitest';
import { realClock } from '../../src-main/platform/real-clock';
import { WorkerFiles } from '../../src-main/platform/worker-files';
import { ExportsFolder } from '../../src-main/services/exports-folder';
import { MonitorText } from '../../src-main/services/monitor/monitor-text';
import type { Clock } from '../../src-shared/time/clock';
import { floodNumber, NumberedFlood } from '../support/numbered-flood';
import { VirtualClock } from '../support/virtual-clock';
import { printTable } from './print-table';

const mebi = 0x10_0000;
const fastestBaud = 3_000_000;
const bytesPerSecond = fastestBaud / 10;
const resolutionMs = 1;
const lineCount = 1_000_000;

const workers = new WorkerFiles(pathToFileURL(path.resolve('dist/file-worker/file-worker.js')));
afterAll(() => workers.close());

interface Counted {
  lines: number;
  /** Whose number was not the next one. */
  outOfOrder: number;
  batches: number;
}

async function withText(
  clock: Clock,
  work: (text: MonitorText, counted: Counted) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'kiln-bench-'));
  const counted: Counted = { lines: 0, outOfOrder: 0, batches: 0 };
  const text = await MonitorText.open({
    monitor: 'bench',
    folder: path.join(root, 'monitor'),
    logsFolder: path.join(root, 'logs'),
    name: 'bench',
    clock,
    wallClock: Date.now,
    scans: workers,
    exports: new ExportsFolder(path.join(root, 'exports')),
    onBatch: () => {
      counted.batches++;
    },
    onLines: (lines) => {
      for (const line of lines) if (floodNumber(line.text) !== counted.lines++) counted.outOfOrder++;
    },
  });
  try {
    await work(text, counted);
  } finally {
    await text.close();
    await rm(root, { recursive: true, force: true });
  }
}

function usedMebi(): string {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return ((heapUsed + external) / mebi).toFixed(1);
}

/** Takes chunks as they would come over the line, until `seconds` have passed on the clock. */
async function floodFor(clock: VirtualClock, text: MonitorText, chunkBytes: number, seconds: number) {
  const flood = new NumberedFlood(chunkBytes);
  let longestMs = 0;
  let busyMs = 0;
  await clock.run(
    new Promise<void>((resolve) => {
      const step = (): void => {
        const chunk = flood.chunk();
        const start = performance.now();
        text.receive(chunk);
        const tookMs = performance.now() - start;
        longestMs = Math.max(longestMs, tookMs);
        busyMs += tookMs;
        if (clock.now() >= seconds * 1000) resolve();
        else clock.schedule((1000 * chunkBytes) / bytesPerSecond, step);
      };
      step();
    }),
  );
  await clock.run(text.flush());
  return { flood, longestMs, busyMs };
}

it('what 60 s of text at 3,000,000 baud cost', async () => {
  const rows: string[][] = [];
  const seconds = 60;
  for (const chunkBytes of [0x1000, 0x1_0000]) {
    const clock = new VirtualClock();
    await withText(clock, async (text, counted) => {
      const before = usedMebi();
      const cpuBefore = process.cpuUsage();
      const { flood, longestMs, busyMs } = await floodFor(clock, text, chunkBytes, seconds);
      const { user, system } = process.cpuUsage(cpuBefore);
      const lost = flood.lineCount - counted.lines + counted.outOfOrder;
      rows.push([
        `${chunkBytes / 1024} KB`,
        String(counted.lines),
        String(lost),
        longestMs.toFixed(1),
        `${((busyMs / 1000 / seconds) * 100).toFixed(1)} %`,
        `${(((user + system) / 1e6 / seconds) * 100).toFixed(1)} %`,
        `${before} → ${usedMebi()}`,
      ]);
    });
  }
  printTable(
    ['chunks of', 'lines', 'lost', 'longest turn, ms', 'receiving', 'whole process', 'memory, MB'],
    rows,
  );
});

it('what looking at a million lines costs', () =>
  withText(realClock, async (text) => {
    const flood = new NumberedFlood(0x1_0000);
    while (text.endLine < lineCount) {
      text.receive(flood.chunk());
      await text.flush();
    }
    const rows: string[][] = [];
    const measure = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      const delay = monitorEventLoopDelay({ resolution: resolutionMs });
      delay.enable();
      const start = performance.now();
      const answer = await work();
      const ms = performance.now() - start;
      delay.disable();
      const turnMs = Math.max(0, delay.max / 1e6 - resolutionMs);
      rows.push([what, ms.toFixed(0), turnMs.toFixed(0), String(answer)]);
    };
    const looked = { from: 0, direction: 'forward', filter: null } as const;
    const find = (query: string, mode: 'text' | 'regex', caseSensitive: boolean): Promise<number | null> =>
      text.find({ ...looked, query: { text: query, mode, caseSensitive } });
    const filter = {
      tags: [{ tag: 'sensor', level: 'W' } as const],
      text: { text: 'humidity', mode: 'text', caseSensitive: false } as const,
      inverted: false,
    };
    await measure('a page of 5000 lines', async () => {
      const page = await text.read({ ...looked, from: 500_000, count: 5000 });
      return page.lines.length;
    });
    await measure('start the worker, find in the first line', () => find('sensor', 'text', false));
    await measure('find text that is not there', () => find('not there', 'text', false));
    await measure('the same, cases told apart', () => find('not there', 'text', true));
    await measure('find a regular expression that is not there', () =>
      find('humid.*=4[1-9] x', 'regex', false),
    );
    await measure('filter by tag, level and text: nothing passes', async () => {
      const page = await text.read({ ...looked, count: 1000, filter });
      return page.lines.length;
    });
    for (const to of ['text', 'csv', 'raw'] as const)
      await measure(`export as ${to}, MB`, async () => {
        const { path: file } = await text.export({ to, timestamps: 'absolute', filter: null });
        return ((await stat(file)).size / 1e6).toFixed(0);
      });
    printTable(['of a million lines', 'took, ms', 'longest turn of main, ms', 'answer'], rows);
  }));
