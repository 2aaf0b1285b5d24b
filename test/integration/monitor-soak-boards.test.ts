import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serveRequests, type ServeRequest } from '../../src-main/ipc/serve-requests';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { inlineFiles } from '../../src-main/platform/inline-files';
import { createStation, type Station } from '../../src-main/station';
import { AppError } from '../../src-shared/errors/app-error';
import type { RequestName, Requests } from '../../src-shared/ipc/contract';
import {
  format8N1,
  type MonitorId,
  type MonitorInfo,
  type MonitorLine,
} from '../../src-shared/model/monitor';
import { sleep } from '../../src-shared/time/clock';
import { temporaryFolder } from '../support/temporary-folder';
import { isThorough } from '../support/thorough';
import { usedBytes } from '../support/used-bytes';
import { VirtualClock } from '../support/virtual-clock';

const monitors = 8;
const baud = 921_600;
const bitsPerByte = 10;
/** Simulating eight boards costs far more than keeping what they say. */
const seconds = isThorough ? 600 : 30;
const mostKeptLines = 1_000_000;
/** Marks, and what the board says before its firmware talks. */
const linesAround = 100;
/** A million lines of each are kept, on disk; what grows here is what is remembered of them. */
const mostGrowthBytes = 16 * 1024 * 1024;

/** Follows the numbers that a board's firmware gives its lines. */
class FloodReader {
  /** Of the next line, the monitor's own. */
  #nextNumber: number | null = null;
  /** Of the next line, the board's own. */
  #nextSequence: number | null = null;
  inOrder = 0;
  readonly wrong: string[] = [];

  take(lines: readonly MonitorLine[]): void {
    for (const { number, kind, text } of lines) {
      if (number !== (this.#nextNumber ?? number)) this.wrong.push(`line ${number}: ${text}`);
      this.#nextNumber = number + 1;
      if (kind === 'received' && text !== '') this.#takeText(number, text);
    }
  }

  #takeText(number: number, text: string): void {
    const sequence = Number(/^seq (\d{7}) all work and no play$/.exec(text)?.[1] ?? NaN);
    if (sequence === (this.#nextSequence ?? sequence)) this.inOrder++;
    else this.wrong.push(`line ${number}: ${text}`);
    this.#nextSequence = sequence + 1;
  }
}

async function openStation(clock: VirtualClock): Promise<Station> {
  const station = await createStation({
    userDataFolder: await temporaryFolder(),
    resourcesFolder: path.resolve('resources'),
    clock,
    wallClock: () => 1_800_000_000_000 + clock.now(),
    compute: inlineCompute,
    files: inlineFiles,
    scans: inlineFiles,
    decoding: inlineFiles,
    version: '0',
    platform: 'test',
    host: {
      kind: 'electron',
      firmwareSources: ['path', 'demo'],
      chooseFirmware: async () => null,
      offerFile: async () => null,
    },
    listNativePorts: async () => [],
  });
  onTestFinished(() => clock.run(() => station.close()));
  return station;
}

async function ask<N extends RequestName>(
  serve: ServeRequest,
  name: N,
  request: Requests[N]['request'],
): Promise<Requests[N]['result']> {
  const result = await serve(name, request);
  if (!result.ok) throw AppError.fromWire(result.error);
  return result.value as Requests[N]['result'];
}

it('hands on and keeps every line of eight simulated boards that talk as fast as 921600 baud go', async () => {
  const clock = new VirtualClock();
  const station = await openStation(clock);
  const serve = serveRequests(station.handlers);
  const heard = new Map<MonitorId, FloodReader>();
  station.on('monitor:data', ({ monitor, lines }) => {
    const reader = heard.get(monitor) ?? new FloodReader();
    heard.set(monitor, reader);
    reader.take(lines);
  });
  for (let board = 1; board <= monitors; board++) {
    const port = `sim://esp32c3?flash=4MB&program=flood&console=${baud}&mac=7c:df:a1:00:00:0${board}`;
    await clock.run(ask(serve, 'monitor:open', { port, baud, format: format8N1, attach: false }));
  }
  await clock.run(sleep(clock, (seconds * 1000) / 3));
  const usedAfterThird = usedBytes();
  await clock.run(sleep(clock, (seconds * 1000 * 2) / 3));
  const usedAtEnd = usedBytes();

  const infos = await clock.run(ask(serve, 'monitor:list', null));
  expect(infos).toHaveLength(monitors);
  for (const { id, receivedBytes, firstLine, endLine } of infos) {
    expect(receivedBytes).toBeGreaterThan((0.95 * seconds * baud) / bitsPerByte);
    const kept = await clock.run(readBack(serve, id, { firstLine, endLine }));
    const handedOn = heard.get(id);
    expect([kept.wrong, handedOn?.wrong]).toEqual([[], []]);
    expect(kept.inOrder).toBeGreaterThanOrEqual(
      Math.min(handedOn?.inOrder ?? NaN, mostKeptLines - linesAround),
    );
    expect(handedOn?.inOrder).toBeGreaterThan(1000 * seconds);
  }
  expect(usedAtEnd - usedAfterThird).toBeLessThan(mostGrowthBytes);
  console.log(
    `soak: ${seconds} s, ${(usedAfterThird / 1e6).toFixed(1)} MB after a third, ${(usedAtEnd / 1e6).toFixed(1)} MB at the end`,
  );
}, 1_200_000);

async function readBack(
  serve: ServeRequest,
  monitor: MonitorId,
  { firstLine, endLine }: Pick<MonitorInfo, 'firstLine' | 'endLine'>,
): Promise<FloodReader> {
  const reader = new FloodReader();
  const looked = { monitor, count: 5000, direction: 'forward', filter: null } as const;
  for (let from = firstLine; from < endLine;) {
    const { lines } = await ask(serve, 'monitor:read', { ...looked, from });
    if (lines.length === 0) break;
    reader.take(lines);
    from += lines.length;
  }
  return reader;
}
