import { AppError } from '../../src-shared/errors/app-error';
import type { JobOutput, JobRecord } from '../../src-shared/model/job';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import type { ProgressEvent } from '../../src-shared/model/progress';
import { sleep } from '../../src-shared/time/clock';
import { browserClock } from '../../src-renderer/api/browser-clock';
import {
  sampleBackup,
  imported,
  sampleFirmware,
  sampleItem,
  sampleNowMs,
  samplePartitions,
  samplePort,
  sampleRecord,
  sampleResult,
  simulatedPort,
} from '../support/sample-station';
import type { StationDouble } from '../support/station-double';
import {
  backups,
  comparison,
  diagnosis,
  done,
  memoryHex,
  noAnswer,
  otaPartitions,
  reading,
  securedBoard,
  table,
} from './board-scene-data';
import { fill, press, settle, type Scene } from './scene-steps';

/** The Board page of a board that was read. */
async function read(
  station: StationDouble,
  entries: readonly PartitionEntry[] = otaPartitions,
): Promise<void> {
  await settle();
  press('nav-board');
  station.changeJob(
    sampleRecord({
      id: 'look',
      kind: 'partitions',
      title: '0x8000',
      createdAtMs: 0,
      result: done(table(entries)),
    }),
  );
  await settle();
}

async function run(
  station: StationDouble,
  testId: string,
  kind: JobRecord['kind'],
  events: readonly ProgressEvent[],
): Promise<JobRecord> {
  press(testId);
  await settle();
  const record: JobRecord = {
    ...sampleRecord({ id: station.records[0]?.id ?? '', kind, title: '', result: null, finishedAtMs: null }),
    state: 'running',
  };
  station.changeJob(record);
  for (const progress of events) {
    station.emit('job:event', { type: 'progress', jobId: record.id, progress });
    await sleep(browserClock, 60);
  }
  return record;
}

const bench = { ports: [samplePort, simulatedPort], backups };

/** Something was done on a board that was read. */
function ended(change: Partial<JobRecord>, scene: Scene = {}): Scene {
  return {
    ...bench,
    ...scene,
    play: async (station) => {
      await read(station);
      station.changeJob(sampleRecord({ id: 'work', title: '', ...change }));
      await settle();
    },
  };
}

const importing = (name: string, sizeBytes: number): NonNullable<Scene['handlers']> => ({
  'firmware:import': () => imported({ ...sampleFirmware, items: [sampleItem({ id: 'z', name, sizeBytes })] }),
});

const openBoard = async (): Promise<void> => {
  await settle();
  press('nav-board');
  await settle();
};

export const boardScenes: Readonly<Record<string, Scene>> = {
  board: { ...bench, play: (station) => read(station) },
  'board-empty': { ...bench, backups: [], play: openBoard },
  'board-no-port': { play: openBoard },
  'board-busy': {
    ...bench,
    backups: [],
    play: async (station) => {
      await openBoard();
      await run(station, 'read-board', 'partitions', reading.slice(0, 2));
    },
  },
  'board-failed': {
    ...bench,
    play: async (station) => {
      await openBoard();
      const record = await run(station, 'read-board', 'partitions', reading.slice(0, 1));
      station.changeJob({ ...record, state: 'failed', finishedAtMs: sampleNowMs + 9000, error: noAnswer });
      await settle();
    },
  },
  'board-backup': {
    ...bench,
    play: async (station) => {
      await read(station);
      await run(station, 'backup-button', 'read', reading);
    },
  },
  'board-backed-up': ended({
    kind: 'read',
    result: done({ type: 'backup', backup: sampleBackup }, { verified: true }),
  }),
  'board-restored': ended({
    kind: 'restore',
    result: { ...sampleResult, segments: sampleResult.segments.slice(2) },
  }),
  'board-restore-asks': {
    ...bench,
    play: async (station) => {
      await read(station);
      document.querySelectorAll<HTMLElement>('[data-testid="backup-restore"]')[2]?.click();
      await settle();
    },
  },
  'board-restore-refused': {
    ...bench,
    play: async (station) => {
      await read(station);
      document.querySelectorAll<HTMLElement>('[data-testid="backup-restore"]')[1]?.click();
      await settle();
      const record = await run(station, 'dialog-confirm', 'restore', reading.slice(0, 1));
      const context = { expected: 'ESP32-C3 7c:df:a1:b2:c3:d4', actual: 'ESP32-C3 7c:df:a1:00:00:01' };
      const error = new AppError('backup-other-board', context).toWire();
      station.changeJob({ ...record, state: 'failed', finishedAtMs: sampleNowMs + 900, error });
      await settle();
    },
  },
  'board-erase-asks': {
    ...bench,
    play: async (station) => {
      await read(station);
      press('region-erase');
      await settle();
    },
  },
  'board-erased': ended({ kind: 'erase', title: 'nvs', result: done(null, { verified: true }) }),
  'board-write-asks': {
    ...bench,
    handlers: importing('greenhouse.bin', 831_488),
    play: async (station) => {
      await read(station);
      document.querySelectorAll<HTMLElement>('[data-testid="region-write"]')[2]?.click();
      await settle();
    },
  },
  'board-too-large': {
    ...bench,
    handlers: importing('greenhouse-with-everything.bin', 1_831_488),
    play: async (station) => {
      await read(station);
      document.querySelectorAll<HTMLElement>('[data-testid="region-write"]')[2]?.click();
      await settle();
    },
  },
  'board-differs': ended({ kind: 'verify', title: 'greenhouse.bin', result: done(comparison) }),
  'board-same': ended({
    kind: 'verify',
    title: 'greenhouse.bin',
    result: done(
      {
        type: 'comparison',
        segments: [{ name: 'greenhouse.bin', same: true, differingBytes: 0, ranges: [] }],
      },
      { verified: true },
    ),
  }),
  'board-blank': {
    ...bench,
    play: async (station) => {
      await settle();
      press('nav-board');
      const output: JobOutput = { type: 'partitions', offset: 0x8000, entries: [], problem: 'blank' };
      station.changeJob(
        sampleRecord({ id: 'look', kind: 'partitions', createdAtMs: 0, result: done(output) }),
      );
      await settle();
    },
  },
  'board-secured': {
    ...bench,
    play: async (station) => {
      await settle();
      press('nav-board');
      const output: JobOutput = { type: 'partitions', offset: 0x8000, entries: [], problem: 'not-a-table' };
      station.changeJob(
        sampleRecord({
          id: 'look',
          kind: 'partitions',
          createdAtMs: 0,
          result: done(output, { board: securedBoard }),
        }),
      );
      await settle();
    },
  },
  'board-table': {
    ...bench,
    play: async (station) => {
      await read(station);
      document.querySelector('[data-testid="partitions"]')?.scrollIntoView();
      await settle();
    },
  },
  'board-region': {
    ...bench,
    play: async (station) => {
      await read(station);
      fill('region-offset', '0x12345');
      fill('region-size', '64M');
      document.querySelector('[data-testid="region-card"]')?.scrollIntoView();
      await settle();
    },
  },
  'board-memory': {
    ...bench,
    play: async (station) => {
      await read(station);
      press('memory-toggle');
      await settle();
      fill('memory-address', '0x3c000020');
      fill('memory-write-address', '0x60008002');
      station.changeJob(
        sampleRecord({
          id: 'peek',
          kind: 'read-memory',
          title: '0x3c000020',
          result: done({ type: 'memory', address: 0x3c00_0020, hex: memoryHex }),
        }),
      );
      await settle();
      document.querySelector('[data-testid="memory-card"]')?.scrollIntoView();
      await settle();
    },
  },
  'doctor-looking': {
    ...bench,
    play: async (station) => {
      await openBoard();
      const record = await run(station, 'read-board', 'partitions', []);
      station.changeJob({ ...record, state: 'failed', finishedAtMs: sampleNowMs + 9000, error: noAnswer });
      await settle();
      press('find-out-why');
      await settle();
    },
  },
  doctor: {
    ...bench,
    play: async (station) => {
      await openBoard();
      const record = await run(station, 'read-board', 'partitions', []);
      station.changeJob({ ...record, state: 'failed', finishedAtMs: sampleNowMs + 9000, error: noAnswer });
      await settle();
      const asked = await run(station, 'find-out-why', 'diagnose', []);
      station.changeJob({
        ...asked,
        state: 'succeeded',
        finishedAtMs: sampleNowMs + 12_000,
        result: { ...done({ type: 'diagnosis', diagnosis }), board: null },
      });
      await settle();
    },
  },
  'doctor-adapters': {
    play: async () => {
      await openBoard();
      press('start-not-listed');
      await settle();
    },
  },
  'port-picker': {
    ports: [
      samplePort,
      {
        ...samplePort,
        id: 'rfc2217://bench-3:4000',
        kind: 'network',
        label: 'bench-3:4000 (RFC 2217)',
        name: 'bench-3:4000',
        serialNumber: null,
        adapter: null,
      },
      simulatedPort,
      { ...simulatedPort, id: 'sim://esp32c3?flash=4MB&secure=boot', name: 'esp32c3-2', fault: 'secured' },
    ],
    settings: { lastPort: 'rfc2217://bench-3:4000' },
    play: async () => {
      await settle();
      document
        .querySelector('[data-testid="port-picker"]')
        ?.dispatchEvent(new PointerEvent('pointerdown', { button: 0, bubbles: true, ctrlKey: false }));
      press('port-picker');
      await settle();
    },
  },
  'network-dialog': {
    ...bench,
    handlers: {
      'network-port:add': ({ url }) => {
        throw new AppError('port-url-invalid', { port: url });
      },
    },
    play: async () => {
      await settle();
      press('nav-settings');
      await settle();
      press('settings-add-network');
      await settle();
    },
  },
  'history-board': {
    ...bench,
    records: [
      sampleRecord({ id: 'k8', kind: 'verify', title: 'greenhouse.bin', result: done(comparison) }),
      sampleRecord({
        id: 'k7',
        kind: 'read',
        title: '',
        result: done({ type: 'backup', backup: sampleBackup }, { verified: true }),
      }),
      sampleRecord({ id: 'k6', kind: 'restore', title: '' }),
      sampleRecord({ id: 'k5', kind: 'erase', title: 'nvs', result: done(null, { verified: true }) }),
      sampleRecord({ id: 'k4', kind: 'partitions', title: '0x8000', result: done(table(samplePartitions)) }),
      sampleRecord({
        id: 'k3',
        kind: 'read-memory',
        title: '0x3c000020',
        result: done({ type: 'memory', address: 0x3c00_0020, hex: memoryHex }),
      }),
      sampleRecord({ id: 'k2', kind: 'write-memory', title: '0x60008000', result: done(null) }),
      sampleRecord({
        id: 'k1',
        kind: 'diagnose',
        title: '',
        result: { ...done({ type: 'diagnosis', diagnosis }), board: null },
      }),
    ],
    play: async () => {
      await settle();
      press('nav-history');
      await settle();
    },
  },
};
