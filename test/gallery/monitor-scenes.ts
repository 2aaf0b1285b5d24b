import { AppError } from '../../src-shared/errors/app-error';
import { defaultMonitorSettings, type MonitorSettings } from '../../src-shared/model/monitor';
import { samplePort, simulatedPort } from '../support/sample-station';
import type { MonitorDouble } from '../support/monitor-double';
import type { StationDouble } from '../support/station-double';
import { bootLines, colourLines, logged, loggedLine } from './monitor-scene-data';
import { fill, press, settle, type Scene } from './scene-steps';

const ports = [samplePort, simulatedPort];
const settings = (change: Partial<MonitorSettings>) => ({
  monitor: { ...defaultMonitorSettings, ...change },
});

async function openPage(): Promise<void> {
  await settle();
  press('nav-monitor');
  await settle();
}

/** A monitor that was opened as a user does it. */
async function opened(station: StationDouble): Promise<MonitorDouble> {
  await openPage();
  press('monitor-open');
  await settle();
  const [info] = station.monitors.all;
  return station.monitors.get(info?.id ?? '');
}

async function booted(station: StationDouble): Promise<MonitorDouble> {
  const monitor = await opened(station);
  station.tell(monitor.mark({ type: 'opened', baud: 115_200 }));
  station.tell(monitor.receive(bootLines));
  station.tell(monitor.receive(logged(60)));
  await settle();
  return monitor;
}

function busy(play: (station: StationDouble, monitor: MonitorDouble) => void | Promise<void>): Scene {
  return {
    ports,
    play: async (station) => {
      const monitor = await booted(station);
      await play(station, monitor);
      await settle();
    },
  };
}

const jobError = new AppError('port-lost', { port: 'ttyUSB0' }).toWire();
const busyError = new AppError('port-busy', { port: 'ttyUSB0' }).toWire();

/** Lines a second that a board at 3,000,000 baud prints. */
const floodLinesPerSecond = 4000;

/** Floods for as long as the page is open; `window.frames` counts what was drawn. For measuring. */
async function flood(station: StationDouble): Promise<void> {
  const monitor = await booted(station);
  let next = 1000;
  let last = performance.now();
  const counted = window as unknown as { floodLines: number; floodFrames: number; floodLongestMs: number };
  Object.assign(counted, { floodLines: 0, floodFrames: 0, floodLongestMs: 0 });
  let lastFrame = last;
  const frame = (now: number): void => {
    counted.floodFrames += 1;
    counted.floodLongestMs = Math.max(counted.floodLongestMs, now - lastFrame);
    lastFrame = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  setInterval(() => {
    const now = performance.now();
    const count = Math.min(2000, Math.round(((now - last) * floodLinesPerSecond) / 1000));
    last = now;
    monitor.forgetBefore(monitor.info.endLine - 20_000);
    station.tell(
      monitor.receive(
        Array.from({ length: count }, (_, index) => loggedLine(next + index)),
        'received',
        1,
      ),
    );
    next += count;
    counted.floodLines += count;
  }, 33);
}

export const monitorScenes: Readonly<Record<string, Scene>> = {
  monitor: { ports, play: openPage },
  'monitor-no-port': { play: openPage },
  'monitor-silent': {
    ports,
    play: async (station) => {
      await opened(station);
    },
  },
  'monitor-log': busy(() => undefined),
  'monitor-times': {
    ...busy(() => undefined),
    settings: settings({ timestamps: 'absolute' }),
  },
  'monitor-since-last': {
    ...busy((station, monitor) => {
      station.tell(monitor.receive(['status'], 'sent'));
      station.tell(monitor.receive(['ok, 3 valves open'], 'received', 10, 'greenhouse> '));
    }),
    settings: settings({ timestamps: 'since-last', localEcho: true }),
  },
  'monitor-colours': busy((station, monitor) => station.tell(monitor.receive(colourLines))),
  'monitor-highlights': {
    ...busy(() => undefined),
    settings: settings({
      highlights: [
        { query: { text: 'temperature', mode: 'text', caseSensitive: false }, colour: 'yellow' },
        { query: { text: 'humidity:\\d+', mode: 'regex', caseSensitive: false }, colour: 'blue' },
        { query: { text: 'weak signal', mode: 'text', caseSensitive: false }, colour: 'magenta' },
        { query: { text: 'not answer', mode: 'text', caseSensitive: false }, colour: 'red' },
        { query: { text: 'published', mode: 'text', caseSensitive: false }, colour: 'green' },
      ],
    }),
  },
  'monitor-marks': busy(async (station, monitor) => {
    station.tell(monitor.mark({ type: 'lost' }));
    station.tell(monitor.mark({ type: 'back', awayMs: 4200 }));
    station.tell(monitor.mark({ type: 'reset', into: 'app' }));
    station.tell(monitor.receive(bootLines));
    station.tell(monitor.mark({ type: 'lent', title: 'greenhouse' }));
    station.tell(monitor.mark({ type: 'returned' }));
    station.tell(monitor.receive(bootLines.slice(0, 7)));
    await settle();
  }),
  'monitor-filter': busy(async () => {
    fill('monitor-filter-text', 'temperature');
    await settle();
  }),
  'monitor-filter-wrong': busy(async () => {
    press('monitor-filter-regex');
    await settle();
    fill('monitor-filter-text', 'temp(erature');
    await settle();
  }),
  'monitor-filter-nothing': busy(async () => {
    fill('monitor-filter-text', 'unicorn');
    await settle();
  }),
  'monitor-search': busy(async () => {
    press('monitor-search-open');
    await settle();
    fill('monitor-search', 'pump');
    await settle();
    press('monitor-search-previous');
    await settle();
    press('monitor-search-previous');
  }),
  'monitor-paused': busy(async (station, monitor) => {
    press('monitor-follow');
    await settle();
    station.tell(monitor.receive(logged(1200, 60)));
  }),
  'monitor-lent': busy((station, monitor) => {
    station.changeMonitor(monitor.info.id, { state: { type: 'lent', jobId: 'job-1' } });
    station.tell(monitor.mark({ type: 'lent', title: 'greenhouse' }));
  }),
  'monitor-away': busy((station, monitor) => {
    station.changeMonitor(monitor.info.id, { state: { type: 'away', error: jobError } });
    station.tell(monitor.mark({ type: 'lost' }));
  }),
  'monitor-failed': {
    ports,
    play: async (station) => {
      const monitor = await opened(station);
      station.changeMonitor(monitor.info.id, { state: { type: 'failed', error: busyError } });
      await settle();
    },
  },
  'monitor-many': busy((station) => {
    station.openMonitor(simulatedPort, { state: { type: 'lent', jobId: 'job-1' } });
    for (let index = 1; index <= 6; index += 1)
      station.openMonitor(
        { ...samplePort, id: `/dev/ttyACM${index}`, name: `ttyACM${index}` },
        index === 3 ? { state: { type: 'away', error: jobError } } : {},
      );
  }),
  'monitor-bytes': busy(async () => {
    press('monitor-hex');
    await settle();
  }),
  'monitor-sending': busy((station, monitor) =>
    station.changeMonitor(monitor.info.id, {
      sending: { name: 'calibration-table.bin', done: 41_000, total: 128_000 },
      log: { fileName: 'ttyUSB0-2026-11-21-1031.log', sizeBytes: 1_840_000 },
    }),
  ),
  'monitor-hex-wrong': {
    ...busy(async () => {
      press('monitor-send-hex');
      await settle();
      fill('monitor-send', '0x1');
      press('monitor-send-button');
      await settle();
    }),
    handlers: {
      'monitor:send': () => {
        throw new AppError('hex-invalid');
      },
    },
  },
  'monitor-flood': { ports, play: flood },
};
