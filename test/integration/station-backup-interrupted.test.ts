import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobResult, ReadRequest } from '../../src-shared/model/job';
import type { ProgressEvent } from '../../src-shared/model/progress';
import { sleep } from '../../src-shared/time/clock';
import { TransportRegistry } from '../../src-main/engine/transport/open-transport';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { BackupStore } from '../../src-main/services/backups/backup-store';
import { readJob } from '../../src-main/services/jobs/read-job';
import type { Fault } from '../../src-main/simulator/faults/fault';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import { createSimulatedBoard, type SimulatedBoard } from '../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { typicalFirmware } from '../bench/typical-firmware';
import { connectTo } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';
import { VirtualClock } from '../support/virtual-clock';

const mebi = 0x10_0000;
const blockBytes = 0x1_0000;
/** Boot text, SYNC's eight answers, identification: what a connection costs before the first byte of flash. */
const connectionBytes = 0x2000;

const request: ReadRequest = {
  kind: 'read',
  connect: connectTo('sim://board'),
  region: null,
  label: '',
  resume: null,
};

interface Bench {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly store: BackupStore;
  readonly folder: string;
  readonly events: ProgressEvent[];
  readonly abort: AbortController;
  /** What came over the line from the chip. */
  receivedBytes: number;
  isOpen: boolean;
  run(): Promise<JobResult>;
}

async function openBench(faults: readonly Fault[], flash: Uint8Array): Promise<Bench> {
  const sizeBytes = flash.length;
  const clock = new VirtualClock();
  const contents = new MemoryFlashStore(sizeBytes);
  contents.write(0, flash);
  const board = createSimulatedBoard(
    { chip: 'esp32c3', flashSizeBytes: sizeBytes, flash: contents, faults, timing: 'fast', name: 'home' },
    { clock },
  );
  const folder = await temporaryFolder();
  const store = new BackupStore(folder, () => 1_700_000_000_000 + clock.now());
  const transports = new TransportRegistry();
  const abort = new AbortController();
  const events: ProgressEvent[] = [];
  const bench: Bench = {
    clock,
    board,
    store,
    folder,
    events,
    abort,
    receivedBytes: 0,
    isOpen: false,
    run: () =>
      readJob(
        {
          transports,
          clock,
          compute: inlineCompute,
          links: { recall: () => null, remember: () => undefined },
        },
        store,
      )(request, {
        jobId: 'job',
        signal: abort.signal,
        onProgress: (event) => void events.push(event),
        trace: () => undefined,
        onConnected: () => undefined,
        onBoard: () => undefined,
        onSegments: () => undefined,
      }),
  };
  transports.register('sim', () => {
    const transport = new SimulatedTransport({ label: 'sim', clock, find: () => board });
    transport.onData((bytes) => (bench.receivedBytes += bytes.length));
    return transport;
  });
  return bench;
}

const noticesOf = ({ events }: Bench): string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));

const unplugAfter = (afterBytes: number, backAfterMs: number | null, name: string | null = null): Fault => ({
  type: 'unplug-read',
  afterBytes,
  backAfterMs,
  name,
});

describe('a backup', () => {
  it('of 16 MB that is interrupted three times is whole, and takes no byte twice beyond one block each time', async () => {
    const flash = typicalFirmware(16 * mebi);
    const smooth = await openBench([], flash);
    await smooth.clock.run(() => smooth.run());

    const rough = await openBench(
      [
        unplugAfter(3 * mebi + 12_345, 2_000),
        unplugAfter(8 * mebi + 321, 30_000, 'elsewhere'),
        unplugAfter(15 * mebi, 100, 'home'),
      ],
      flash,
    );
    const { verified, output } = await rough.clock.run(() => rough.run());
    expect(verified).toBe(true);
    if (output?.type !== 'backup') throw new Error('no backup');
    expect(Buffer.compare(flash, await readFile(path.join(rough.folder, output.backup.fileName)))).toBe(0);
    expect(noticesOf(rough).filter((code) => code === 'board-back')).toHaveLength(3);
    expect(noticesOf(rough).filter((code) => code === 'resumed')).toHaveLength(3);
    expect(rough.receivedBytes - smooth.receivedBytes).toBeGreaterThan(0);
    expect(rough.receivedBytes - smooth.receivedBytes).toBeLessThanOrEqual(
      3 * (blockBytes + connectionBytes),
    );
  });

  it('never counts backwards while it is told how far it is', async () => {
    const bench = await openBench([unplugAfter(mebi / 2, 500)], typicalFirmware(mebi));
    await bench.clock.run(() => bench.run());
    const counts = bench.events.flatMap((event) =>
      event.type === 'bytes' && event.stage === 'read' ? [event.done] : [],
    );
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(mebi);
  });

  it('whose board never comes back ends as lost after a minute, keeping what was read', async () => {
    const bench = await openBench([unplugAfter(2 * mebi, null)], typicalFirmware(4 * mebi));
    const before = bench.clock.now();
    await expect(bench.clock.run(() => bench.run())).rejects.toMatchObject({ code: 'port-lost' });
    expect(bench.clock.now() - before).toBeGreaterThan(60_000);
    const [left] = await bench.store.list();
    expect(left?.doneBytes).toBeGreaterThan(2 * mebi - 2 * blockBytes);
    expect(left?.sha256).toBeNull();
  });

  it('is cancelled at once while it waits for the board', async () => {
    const bench = await openBench([unplugAfter(mebi / 2, null)], typicalFirmware(mebi));
    const work = bench.run();
    const outcome = expect(work).rejects.toMatchObject({ code: 'cancelled' });
    await bench.clock.run(async () => {
      while (!noticesOf(bench).includes('waiting-for-board')) await sleep(bench.clock, 100);
      const at = bench.clock.now();
      bench.abort.abort();
      await outcome;
      expect(bench.clock.now() - at).toBeLessThan(1000);
    });
    expect((await bench.store.list())[0]?.doneBytes).toBeGreaterThan(0);
  });
});
