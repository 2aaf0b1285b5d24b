import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPartitionTable } from '../../src-main/engine/image/partition-table';
import type { FirmwareItem } from '../../src-shared/model/firmware';
import type { FlashPlan, JobRecord } from '../../src-shared/model/job';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import { flashPlanOf, StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';
import { appFor, bootloaderFor, entry } from '../unit/firmware/sample-images';

const esp32c3 = 'sim://esp32c3?flash=4MB';

const small = [entry('nvs', 1, 2, 0x9000, 0x6000), entry('factory', 0, 0, 0x1_0000, 0x10_0000)];
const moved = [entry('nvs', 1, 2, 0x1_0000, 0x6000), entry('main', 0, 0, 0x2_0000, 0x10_0000)];

const bootloader = bootloaderFor('esp32c3');
const app = appFor('esp32c3', { project: 'lamp', version: '1.0.0' });

async function bring(
  bench: StationBench,
  files: readonly (readonly [name: string, offset: number, bytes: Uint8Array])[],
): Promise<readonly FirmwareItem[]> {
  const folder = await temporaryFolder();
  const items: FirmwareItem[] = [];
  for (const [name, offset, bytes] of files) {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    const outcome = await bench.ask('firmware:import', {
      sources: [{ type: 'path', path: file }],
      chip: 'esp32c3',
      merged: 'split',
      answers: [],
    });
    if (outcome.type !== 'imported') throw new Error(`asked about ${outcome.question.about}`);
    items.push(...outcome.firmware.items.map((item) => ({ ...item, offset })));
  }
  return items;
}

const wholeFirmware = (bench: StationBench, table: readonly PartitionEntry[], appOffset: number) =>
  bring(bench, [
    ['bootloader.bin', 0, bootloader],
    ['table.bin', 0x8000, buildPartitionTable(table)],
    ['app.bin', appOffset, app],
  ]);

const appAt = (bench: StationBench, offset: number) => bring(bench, [['app.bin', offset, app]]);

async function flash(
  bench: StationBench,
  items: readonly FirmwareItem[],
  changes: Partial<FlashPlan> = {},
  port = esp32c3,
): Promise<JobRecord> {
  return bench.ended(await bench.ask('job:start', flashPlanOf(port, items, changes)));
}

const endOf = ({ state, error }: JobRecord): string => `${state} ${error?.code ?? 'without error'}`;

function notices(bench: StationBench, { id }: JobRecord): readonly string[] {
  return bench.events.flatMap((event) =>
    event.type === 'progress' &&
    event.jobId === id &&
    event.progress.type === 'notice' &&
    event.progress.code === 'partition-table-changes'
      ? [String(event.progress.context['changes'])]
      : [],
  );
}

/** From the first answer of the chip to the preparation of the files; on virtual time. */
async function preparation(
  bench: StationBench,
  items: readonly FirmwareItem[],
  changes: Partial<FlashPlan>,
): Promise<{ readonly stages: readonly string[]; readonly tookMs: number }> {
  const stages: { readonly stage: string; readonly atMs: number }[] = [];
  const unsubscribe = bench.station.on('job:event', (event) => {
    if (event.type === 'progress' && event.progress.type === 'stage')
      stages.push({ stage: event.progress.stage, atMs: bench.clock.now() });
  });
  await flash(bench, items, changes);
  unsubscribe();
  const at = (name: string): number => stages.find(({ stage }) => stage === name)?.atMs ?? NaN;
  return { stages: stages.map(({ stage }) => stage), tookMs: at('prepare') - at('identify') };
}

describe('an app by itself', () => {
  it('is refused before a byte is written where the board has its apps elsewhere', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flash(bench, await wholeFirmware(bench, moved, 0x2_0000));
      const refused = await flash(bench, await appAt(bench, 0x1_0000));
      expect(endOf(refused)).toBe('failed app-not-at-partition');
      expect(refused.error?.context).toMatchObject({ partitions: 'main 0x20000' });
      expect(refused.result?.segments).toEqual([]);
      expect(endOf(await flash(bench, await appAt(bench, 0x2_0000)))).toBe('succeeded without error');
    });
  });

  it('goes where it is told on a board without a partition table', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () => flash(bench, await appAt(bench, 0x1_0000)));
    expect(endOf(end)).toBe('succeeded without error');
    expect(end.result?.verified).toBe(true);
  });

  it('goes where it is told by who knows better', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flash(bench, await wholeFirmware(bench, moved, 0x2_0000));
      const end = await flash(bench, await appAt(bench, 0x1_0000), { force: true });
      expect(endOf(end)).toBe('succeeded without error');
    });
  });

  it('waits a tenth of a second or so for a look at the table, with no reset', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flash(bench, await wholeFirmware(bench, small, 0x1_0000));
      const items = await appAt(bench, 0x1_0000);
      const unchecked = await preparation(bench, items, { force: true });
      const checked = await preparation(bench, items, { force: false });
      expect(checked.stages).toEqual(unchecked.stages);
      expect(checked.tookMs - unchecked.tookMs).toBeGreaterThan(0);
      expect(checked.tookMs - unchecked.tookMs).toBeLessThan(150);
    });
  });
});

describe('a board whose table cannot be read', () => {
  it.each([
    ['with nothing but its ROM loader', '', false],
    ['in secure download mode', '&secure=download', true],
  ])('is flashed all the same, %s', async (_how, parameter, useStub) => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const port = `${esp32c3}${parameter}`;
      const plan = flashPlanOf(port, await appAt(bench, 0x1_0000), { flashSize: '4MB' });
      const connect = { ...plan.connect, baud: 115_200, useStub };
      const end = await bench.ended(await bench.ask('job:start', { ...plan, connect }));
      expect(endOf(end)).toBe('succeeded without error');
    });
  });
});

describe('another partition table', () => {
  it('is told of while it is written, with what moves', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const first = await flash(bench, await wholeFirmware(bench, small, 0x1_0000));
      expect(notices(bench, first)).toEqual([]);
      const second = await flash(bench, await wholeFirmware(bench, moved, 0x2_0000));
      expect(endOf(second)).toBe('succeeded without error');
      expect(notices(bench, second)).toEqual(['nvs 0x9000 → 0x10000, factory 0x10000 → main 0x20000']);
      const again = await flash(bench, await wholeFirmware(bench, moved, 0x2_0000));
      expect(notices(bench, again)).toEqual([]);
    });
  });

  it('is refused where the flash of this board does not reach so far', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const large = [...small, entry('storage', 1, 0x82, 0x40_0000, 0x10_0000)];
      const end = await flash(bench, await wholeFirmware(bench, large, 0x1_0000));
      expect(endOf(end)).toBe('failed partition-past-end-of-flash');
      expect(end.error?.context).toMatchObject({ partition: 'storage', end: '0x500000', flashSize: '4MB' });
    });
  });
});
