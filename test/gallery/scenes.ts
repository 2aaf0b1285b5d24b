import { AppError } from '../../src-shared/errors/app-error';
import type { JobRecord } from '../../src-shared/model/job';
import type { ProgressEvent } from '../../src-shared/model/progress';
import {
  imported,
  sampleBoard,
  sampleFirmware,
  sampleNowMs,
  samplePort,
  sampleRecord,
  sampleResult,
  simulatedPort,
} from '../support/sample-station';
import type { Handlers, StationDouble } from '../support/station-double';
import { browserClock } from '../../src-renderer/api/browser-clock';
import { sleep } from '../../src-shared/time/clock';
import { boardScenes } from './board-scenes';
import { findingsScenes } from './findings-scenes';
import { importScenes } from './import-scenes';
import { imageScenes } from './image-scenes';
import { monitorScenes } from './monitor-scenes';
import { partitionScenes } from './partition-scenes';
import { press, settleMs, type Scene } from './scene-steps';
import { longFirmware, overlappingFirmware, sampleTrace } from './scene-data';

/** As a user does it: the demo link, then the button. */
async function load(station: StationDouble, identified = true): Promise<void> {
  await sleep(browserClock, settleMs);
  if (identified)
    station.changeJob(
      sampleRecord({
        id: 'look',
        kind: 'identify',
        title: '',
        createdAtMs: 0,
        result: { ...sampleResult, segments: [], boot: null },
      }),
    );
  press('load-demo');
  await sleep(browserClock, settleMs);
}

async function run(station: StationDouble, events: readonly ProgressEvent[]): Promise<JobRecord> {
  await load(station);
  press('flash-button');
  await sleep(browserClock, settleMs);
  const record: JobRecord = {
    ...sampleRecord({ id: station.records[0]?.id ?? '', result: null, finishedAtMs: null }),
    state: 'running',
  };
  station.changeJob(record);
  for (const progress of events) {
    station.emit('job:event', { type: 'progress', jobId: record.id, progress });
    await sleep(browserClock, 60);
  }
  return record;
}

const writing: readonly ProgressEvent[] = [
  { type: 'stage', stage: 'connect' },
  { type: 'notice', code: 'chip-detected', context: { chip: 'ESP32-C3' } },
  { type: 'stage', stage: 'stub' },
  { type: 'notice', code: 'stub-running', context: {} },
  { type: 'notice', code: 'baud-changed', context: { baud: 460800 } },
  { type: 'stage', stage: 'write' },
  { type: 'bytes', stage: 'write', segment: 0, done: 17_712, total: 17_712 },
  { type: 'bytes', stage: 'write', segment: 1, done: 3072, total: 3072 },
  ...Array.from({ length: 32 }, (_, index): ProgressEvent => ({
    type: 'bytes',
    stage: 'write',
    segment: 2,
    done: (index + 1) * 16_384,
    total: 831_488,
  })),
];

const withFirmware: Partial<Handlers> = { 'firmware:import': () => imported(sampleFirmware) };
const bench = { handlers: withFirmware, ports: [samplePort, simulatedPort] };

function ended(change: Partial<JobRecord>): Scene {
  return {
    ...bench,
    play: async (station) => {
      const record = await run(station, writing.slice(0, 9));
      station.changeJob({ ...sampleRecord(change), id: record.id });
      await sleep(browserClock, settleMs);
    },
  };
}

const verifyFailed = new AppError('verify-failed', {
  name: 'greenhouse.bin',
  offset: '0x10000',
  actual: 'c7e1d5b9a2f4480c9d3e6b1a0f7c2d85',
  expected: '5f0a3c77e8fd0a1d66a1fb1b2d7c9e03',
});

export const scenes: Readonly<Record<string, Scene>> = {
  ...boardScenes,
  ...findingsScenes,
  ...importScenes,
  ...imageScenes,
  ...monitorScenes,
  ...partitionScenes,
  empty: { ports: [simulatedPort], play: () => sleep(browserClock, settleMs) },
  'no-ports': { play: () => sleep(browserClock, settleMs) },
  filled: { ...bench, play: load },
  connecting: {
    ...bench,
    play: async (station) => {
      await run(station, [
        { type: 'stage', stage: 'connect' },
        { type: 'notice', code: 'press-buttons', context: {} },
      ]);
    },
  },
  running: {
    ...bench,
    play: async (station) => {
      await run(station, writing);
    },
  },
  passed: ended({}),
  'boot-bad': ended({
    result: {
      ...sampleResult,
      boot: {
        verdict: 'invalid-header',
        lines: ['ESP-ROM:esp32c3-api1-20210207', 'invalid header: 0xffffffff'],
      },
    },
  }),
  failed: ended({ state: 'failed', result: null, error: verifyFailed.toWire() }),
  unverified: ended({
    result: {
      ...sampleResult,
      verified: false,
      segments: sampleResult.segments.map((segment) => ({ ...segment, outcome: 'written', md5: null })),
    },
  }),
  cancelled: ended({ state: 'cancelled', result: null }),
  findings: {
    handlers: { 'firmware:import': () => imported(overlappingFirmware) },
    ports: [samplePort, simulatedPort],
    play: load,
  },
  long: {
    handlers: { 'firmware:import': () => imported(longFirmware) },
    ports: [
      {
        ...samplePort,
        label: 'Silicon Labs CP2102N USB to UART Bridge Controller (Interface 0)',
        name: 'usb-Silicon_Labs_CP2102N_USB_to_UART_Bridge_Controller_01a2c4d5e6f7-if00-port0',
        serialNumber: '01a2c4d5e6f78899aabbccddeeff0011',
      },
    ],
    play: (station) => load(station, false),
  },
  'no-answer': {
    ...bench,
    play: async (station) => {
      await load(station, false);
      const error = new AppError('connect-normal-boot', { port: 'ttyUSB0' }).toWire();
      station.changeJob(sampleRecord({ id: 'look', kind: 'identify', state: 'failed', result: null, error }));
      await sleep(browserClock, settleMs);
    },
  },
  unplugged: {
    ...bench,
    play: async (station) => {
      await load(station);
      station.changePorts([simulatedPort]);
    },
  },
  unreachable: { ...bench, connection: 'unreachable', play: () => sleep(browserClock, settleMs) },
  log: {
    ...bench,
    settings: { logOpen: true },
    play: async (station) => {
      await load(station);
      station.emit('trace:lines', sampleTrace);
      await sleep(browserClock, settleMs);
    },
  },
  history: {
    ...bench,
    records: [
      sampleRecord({ id: 'j6', state: 'failed', result: null, error: verifyFailed.toWire() }),
      sampleRecord({ id: 'j5', createdAtMs: sampleNowMs - 400_000 }),
      sampleRecord({
        id: 'j4',
        kind: 'identify',
        title: '',
        createdAtMs: sampleNowMs - 500_000,
        result: { ...sampleResult, segments: [], boot: null },
      }),
      sampleRecord({ id: 'j3', state: 'cancelled', result: null, createdAtMs: sampleNowMs - 4_000_000 }),
      sampleRecord({
        id: 'j2',
        state: 'interrupted',
        result: { ...sampleResult, board: sampleBoard },
        createdAtMs: sampleNowMs - 90_000_000,
      }),
      sampleRecord({
        id: 'j1',
        result: { ...sampleResult, verified: false },
        createdAtMs: sampleNowMs - 99_000_000,
      }),
    ],
    play: async () => {
      await sleep(browserClock, settleMs);
      press('nav-history');
      await sleep(browserClock, settleMs);
      document.querySelectorAll<HTMLElement>('[data-testid="history-row"]')[1]?.click();
    },
  },
  'history-empty': {
    ...bench,
    play: async () => {
      await sleep(browserClock, settleMs);
      press('nav-history');
      await sleep(browserClock, settleMs);
    },
  },
  settings: {
    ...bench,
    play: async () => {
      await sleep(browserClock, settleMs);
      press('nav-settings');
      await sleep(browserClock, settleMs);
    },
  },
};
