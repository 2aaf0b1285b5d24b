import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { it } from 'vitest';
import { serveRequests } from '../../src-main/ipc/serve-requests';
import { realClock } from '../../src-main/platform/real-clock';
import { inlineFiles } from '../../src-main/platform/inline-files';
import { WorkerCompute } from '../../src-main/platform/worker-compute';
import { WorkerFiles } from '../../src-main/platform/worker-files';
import { createStation, type Station } from '../../src-main/station';
import { AppError } from '../../src-shared/errors/app-error';
import type { FirmwareSource, RequestName, Requests } from '../../src-shared/ipc/contract';
import { terminalStates, type JobRecord, type JobRequest } from '../../src-shared/model/job';
import type { FileReport } from '../../src-shared/model/file-report';
import type { ImportedFirmware } from '../../src-shared/model/firmware';
import { encodeIntelHex } from '../../src-main/engine/image/intel-hex';
import { buildPartitionTable } from '../../src-main/engine/image/partition-table';
import { buildZip } from '../support/build-zip';
import { appFor, bootloaderFor, entry, merge } from '../unit/firmware/sample-images';
import { importedFirmware } from '../support/imported-firmware';
import { connectTo, flashPlanOf } from '../support/station-bench';
import { printTable } from './print-table';
import { typicalFirmware } from './typical-firmware';

const mebi = 0x10_0000;
const board = 'sim://esp32c3?flash=16MB&speed=fast';
const resolutionMs = 1;

const largeTable = buildPartitionTable([
  entry('nvs', 1, 2, 0x9000, 0x4000),
  entry('otadata', 1, 0, 0xd000, 0x2000),
  entry('ota_0', 0, 0x10, 0x1_0000, 0x3f_0000),
  entry('storage', 1, 0x82, 0x40_0000, 0xc0_0000),
]);

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

/** A station with its workers, for as long as `work` takes; then what was measured is printed. */
async function withBench(work: (bench: TurnBench, folder: string) => Promise<void>): Promise<void> {
  const userDataFolder = await mkdtemp(path.join(os.tmpdir(), 'kiln-bench-'));
  const compute = new WorkerCompute(pathToFileURL(path.resolve('dist/worker/compute-worker.js')));
  const files = new WorkerFiles(pathToFileURL(path.resolve('dist/file-worker/file-worker.js')));
  const station = await createStation({
    userDataFolder,
    resourcesFolder: path.resolve('resources'),
    clock: realClock,
    wallClock: Date.now,
    compute,
    files,
    scans: inlineFiles,
    decoding: inlineFiles,
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
    await work(bench, userDataFolder);
    printTable(['work', 'longest turn, ms', '99 %, ms', 'took, s'], bench.rows);
  } finally {
    await station.close();
    await Promise.all([compute.close(), files.close()]);
    await rm(userDataFolder, { recursive: true, force: true });
  }
}

const importBy =
  (bench: TurnBench) =>
  async (source: FirmwareSource, merged: 'split' | 'whole' = 'whole'): Promise<ImportedFirmware> =>
    importedFirmware(
      await bench.ask('firmware:import', { sources: [source], chip: null, merged, answers: [] }),
    );

it('how long the main process keeps others waiting', () =>
  withBench(async (bench, folder) => {
    const file = path.join(folder, 'large.bin');
    await writeFile(file, typicalFirmware(4 * mebi));
    await bench.measure('at rest, for a second', () => new Promise((done) => setTimeout(done, 1000)));
    const importOf = importBy(bench);
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
  }));

it('how long files keep it waiting', () =>
  withBench(async (bench, folder) => {
    const importOf = importBy(bench);
    const file = async (name: string, bytes: Uint8Array): Promise<FirmwareSource> => {
      await writeFile(path.join(folder, name), bytes);
      return { type: 'path', path: path.join(folder, name) };
    };
    const image = merge(
      [0, bootloaderFor('esp32c3')],
      [0x8000, largeTable],
      [0x1_0000, appFor('esp32c3', null, 3 * mebi)],
      [0x40_0000, typicalFirmware(12 * mebi)],
    );
    const merged = await file('merged.bin', image);
    const zip = await file('merged.zip', await buildZip({ 'merged.bin': image }));
    const data = await file('data.bin', typicalFirmware(128 * mebi));
    await bench.measure('at rest, for a second', () => new Promise((done) => setTimeout(done, 1000)));
    await bench.measure('import the demo', () => importOf({ type: 'demo' }));
    await bench.measure('import 16 MB as one', () => importOf(merged));
    await bench.measure('split 16 MB', () => importOf(merged, 'split'));
    await bench.measure('split 16 MB in a zip', () => importOf(zip, 'split'));
    await bench.measure('import 128 MB', () => importOf(data));
  }));

it('how long looking into images keeps it waiting', () =>
  withBench(async (bench, folder) => {
    const large = typicalFirmware(128 * mebi);
    const image = merge(
      [0, bootloaderFor('esp32c3')],
      [0x8000, largeTable],
      [0x40_0000, large.subarray(0, 124 * mebi)],
    );
    const inspect = async (name: string, bytes: Uint8Array): Promise<FileReport> => {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      const request = { source: { type: 'path', path: file }, chip: null } as const;
      return bench.measure(`inspect ${name}`, () => bench.ask('image:inspect', request));
    };
    const conversion = {
      chip: 'esp32c3',
      offset: 0,
      flashMode: 'keep',
      flashFrequency: 'keep',
      flashSize: 'keep',
    } as const;
    await bench.measure('at rest, for a second', () => new Promise((done) => setTimeout(done, 1000)));
    await inspect('app.bin', appFor('esp32c3'));
    const data = await inspect('128 MB of data', large);
    const merged = await inspect('128 MB merged', image);
    const hex = await inspect(
      '16 MB as HEX',
      encodeIntelHex([{ address: 0, data: large.subarray(0, 16 * mebi) }]),
    );
    const pair = { first: data.file, second: merged.file };
    await bench.measure('compare 128 MB, all different', () => bench.ask('image:compare', pair));
    const same = { first: merged.file, second: merged.file };
    await bench.measure('compare 128 MB, the same', () => bench.ask('image:compare', same));
    await bench.measure('128 MB to UF2', () =>
      bench.ask('image:convert', { ...conversion, file: merged.file, to: 'uf2' }),
    );
    await bench.measure('16 MB of HEX to BIN', () =>
      bench.ask('image:convert', { ...conversion, file: hex.file, to: 'bin' }),
    );
  }));
