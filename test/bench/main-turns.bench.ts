import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { it } from 'vitest';
import { serveRequests } from '../../src-main/ipc/serve-requests';
import { realClock } from '../../src-main/platform/real-clock';
import { WorkerCompute } from '../../src-main/platform/worker-compute';
import { createStation, type Station } from '../../src-main/station';
import { AppError } from '../../src-shared/errors/app-error';
import type { RequestName, Requests } from '../../src-shared/ipc/contract';
import { terminalStates, type JobRecord, type JobRequest } from '../../src-shared/model/job';
import { connectTo, flashPlanOf } from '../support/station-bench';
import { printTable } from './print-table';
import { typicalFirmware } from './typical-firmware';

const mebi = 0x10_0000;
const board = 'sim://esp32c3?flash=16MB&speed=fast';
const resolutionMs = 1;

/** A station as the window has it: on real time, computing in its worker, nothing of it on another thread than in the product. */
class TurnBench {
  readonly rows: string[][] = [];
  readonly #station: Station;
  readonly #serve: ReturnType<typeof serveRequests>;

  constructor(station: Station) {
    this.#station = station;
    this.#serve = serveRequests(station.handlers);
    // As a window does: what nobody listens to costs nothing.
    for (const name of ['ports:changed', 'job:event', 'trace:lines', 'backups:changed'] as const)
      station.on(name, () => undefined);
  }

  async ask<N extends RequestName>(name: N, request: Requests[N]['request']): Promise<Requests[N]['result']> {
    const result = await this.#serve(name, request);
    if (!result.ok) throw AppError.fromWire(result.error);
    return result.value as Requests[N]['result'];
  }

  async job(request: JobRequest): Promise<JobRecord> {
    const ended = new Promise<JobRecord>((resolve) => {
      const end = this.#station.on('job:event', (event) => {
        if (event.type !== 'changed' || !terminalStates.includes(event.job.state)) return;
        end();
        resolve(event.job);
      });
    });
    await this.ask('job:start', request);
    const record = await ended;
    if (record.state !== 'succeeded') throw new Error(`${record.kind}: ${record.error?.message}`);
    return record;
  }

  async measure<T>(what: string, work: () => Promise<T>): Promise<T> {
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    const start = performance.now();
    const value = await work();
    const seconds = (performance.now() - start) / 1000;
    delay.disable();
    const ms = (nanoseconds: number): string => Math.max(0, nanoseconds / 1e6 - resolutionMs).toFixed(0);
    this.rows.push([what, ms(delay.max), ms(delay.percentile(99)), seconds.toFixed(1)]);
    return value;
  }
}

it('how long the main process keeps others waiting', async () => {
  const userDataFolder = await mkdtemp(path.join(os.tmpdir(), 'kiln-bench-'));
  const compute = new WorkerCompute(pathToFileURL(path.resolve('dist/worker/compute-worker.js')));
  const station = await createStation({
    userDataFolder,
    resourcesFolder: path.resolve('resources'),
    clock: realClock,
    wallClock: Date.now,
    compute,
    version: '0',
    platform: process.platform,
    host: {
      kind: 'electron',
      firmwareSources: ['path', 'demo'],
      chooseFirmware: async () => null,
      offerFile: async () => null,
    },
    listNativePorts: async () => [],
  });
  const bench = new TurnBench(station);
  try {
    const file = path.join(userDataFolder, 'large.bin');
    await writeFile(file, typicalFirmware(4 * mebi));
    await bench.measure('at rest, for a second', () => new Promise((done) => setTimeout(done, 1000)));
    const importOf = (source: Requests['firmware:import']['request']['sources'][number]) =>
      bench.ask('firmware:import', { sources: [source], chip: null });
    const demo = await bench.measure('import the demo', () => importOf({ type: 'demo' }));
    await bench.measure('import the demo again', () => importOf({ type: 'demo' }));
    await bench.measure('flash the demo', () => bench.job(flashPlanOf(board, demo.items)));
    const { items } = await bench.measure('import 4 MB', () => importOf({ type: 'path', path: file }));
    const placed = items.map((item) => ({ ...item, offset: mebi }));
    await bench.measure('flash 4 MB', () => bench.job(flashPlanOf(board, placed)));
    const connect = connectTo(board);
    const read = await bench.measure('back up 16 MB', () =>
      bench.job({ kind: 'read', connect, region: null, label: '', resume: null }),
    );
    await bench.measure('erase 16 MB', () => bench.job({ kind: 'erase', connect, region: null, label: '' }));
    const backup = read.result?.output?.type === 'backup' ? read.result.output.backup.id : '';
    await bench.measure('restore 16 MB', () =>
      bench.job({ kind: 'restore', connect, backup, acceptOtherBoard: false }),
    );
    const segments = placed.map(({ file: token, name, offset, sha256 }) => ({
      file: token,
      name,
      offset,
      sha256,
    }));
    await bench.measure('verify 4 MB', () => bench.job({ kind: 'verify', connect, segments }));
    printTable(['work', 'longest turn, ms', '99 %, ms', 'took, s'], bench.rows);
  } finally {
    await station.close();
    await compute.close();
    await rm(userDataFolder, { recursive: true, force: true });
  }
});
