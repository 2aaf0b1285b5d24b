import { AppError } from '../../src-shared/errors/app-error';
import type { DecodedCrash } from '../../src-shared/model/crash';
import type { MonitorFindings, MonitorInsight } from '../../src-shared/model/monitor';
import { defaultMonitorSettings } from '../../src-shared/model/monitor';
import { sampleNowMs, samplePort, simulatedPort } from '../support/sample-station';
import {
  everyInsight,
  frame,
  noFindings,
  otherElf,
  place,
  sampleCrash,
  sampleCrashAtMs,
  sampleDecodedCrash,
  sampleDecodedDump,
  sampleDump,
  sampleElf,
  sampleInsight,
  sampleInsightContexts,
} from '../support/sample-findings';
import type { Handlers, StationDouble } from '../support/station-double';
import type { MonitorDouble } from '../support/monitor-double';
import { press, settle, type Scene } from './scene-steps';

const bench = { ports: [samplePort, simulatedPort] };

const bootText = [
  'ESP-ROM:esp32c3-api1-20210207',
  'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
  'I (24) boot: ESP-IDF v5.4.1 2nd stage bootloader',
  'I (216) app_init: Project name:     greenhouse',
  'I (221) app_init: App version:      1.4.2',
  'I (233) main_task: Calling app_main()',
  "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.",
];

/** The Monitor page, with a monitor of the board. */
async function monitor(station: StationDouble): Promise<MonitorDouble> {
  await settle();
  press('nav-monitor');
  const opened = station.openMonitor(samplePort);
  await settle();
  station.tell(opened.receive(bootText));
  return opened;
}

function found(findings: Partial<MonitorFindings>, scene: Scene = {}): Scene {
  return {
    ...bench,
    ...scene,
    play: async (station) => {
      const opened = await monitor(station);
      opened.findings = { ...noFindings(opened.info.id), ...findings };
      station.emit('monitor:found', opened.findings);
      await settle();
      await settle();
      await scene.play?.(station);
    },
  };
}

/** A tab is chosen by what gets the focus. */
function show(testId: string): void {
  document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.focus();
}

let nextId = 1;
function said(
  code: MonitorInsight['code'],
  line: number,
  severity: MonitorInsight['severity'],
): MonitorInsight {
  const context = sampleInsightContexts[code] ?? {};
  return sampleInsight(code, { id: nextId++, line, severity, atMs: sampleCrashAtMs + line * 20, context });
}

const goodStart = (line: number): readonly MonitorInsight[] => [
  said('reset-power-on', line, 'info'),
  said('mode-flash', line, 'info'),
  said('app-started', line + 5, 'info'),
];

const crashed: Partial<MonitorFindings> = {
  insights: [...goodStart(1), said('reset-software', 97, 'info'), said('app-started', 110, 'info')],
  crashes: [sampleCrash],
};

const longName =
  'std::_Function_handler<void (net::Message const&), greenhouse::Controller<greenhouse::Relay, 4>::subscribe(std::string const&)::{lambda(net::Message const&)#1}>::_M_invoke';
const longPath =
  '/home/builder/workspace/greenhouse-firmware-production/components/controller/include/controller/detail/subscription_table_impl.hpp';

const longCrash: DecodedCrash = {
  ...sampleDecodedCrash,
  match: 'other',
  frames: [
    frame('exact', 0x4200_8a1c, place(longName, longPath, 1412), place('run', longPath, 88)),
    ...Array.from({ length: 30 }, (_, index) =>
      frame(
        index < 18 ? 'caller' : 'possible',
        0x4200_9000 + index * 36,
        place(`step_${index}`, '/project/main/steps.c', 10 + index),
      ),
    ),
  ],
  end: 'corrupted',
};

const known: Partial<Handlers> = {
  'elf:list': () => [sampleElf, otherElf],
  'crash:decode': () => sampleDecodedCrash,
  'core-dump:decode': () => sampleDecodedDump,
};

const numbers = Array.from({ length: 900 }, (_, index) => [
  `I (${index * 40}) sensor: temp=${(21 + 4 * Math.sin(index / 40) + (index % 7) * 0.05).toFixed(2)}, hum: ${(46 + 9 * Math.cos(index / 70)).toFixed(1)} %`,
  `I (${index * 40}) soil: moisture=${30 + ((index * 13) % 17)} level=${Math.round(20 + 15 * Math.sin(index / 110))}`,
]).flat();

async function plotted(station: StationDouble): Promise<void> {
  const opened = await monitor(station);
  show('monitor-panel-plot');
  await settle();
  station.tell(opened.receive(numbers));
  await settle();
  await settle();
}

/** As many series as there can be. */
const manyNumbers = Array.from({ length: 200 }, (_, index) =>
  Array.from({ length: 16 }, (_unused, place) =>
    (place * 5 + 3 * Math.sin(index / 15 + place)).toFixed(2),
  ).join(','),
);

const filledSettings = {
  monitor: {
    ...defaultMonitorSettings,
    keepLogs: true,
    highlights: [
      { query: { text: 'disconnected', mode: 'text', caseSensitive: false }, colour: 'red' },
      { query: { text: 'heap: \\d{1,4}\\b', mode: 'regex', caseSensitive: true }, colour: 'yellow' },
    ],
    snippets: [
      { name: 'Restart', text: 'restart', mode: 'text' },
      { name: 'Wake the modem', text: '41 54 0D 0A', mode: 'hex' },
    ],
  },
} as const satisfies Scene['settings'];

const logs: Partial<Handlers> = {
  'monitor:logs': () => [
    { name: 'ttyUSB0-2026-11-21.log', sizeBytes: 482_133, changedAtMs: sampleNowMs, active: true },
    {
      name: 'ttyUSB0-2026-11-20.log',
      sizeBytes: 16_777_216,
      changedAtMs: sampleNowMs - 80_000_000,
      active: false,
    },
    {
      name: 'usb-Silicon_Labs_CP2102N_USB_to_UART_Bridge_Controller_01a2c4d5e6f7-if00-port0-2026-11-02.log',
      sizeBytes: 1_024,
      changedAtMs: sampleNowMs - 1_600_000_000,
      active: false,
    },
  ],
};

function opened(testId: string, scene: Scene = {}): Scene {
  return {
    ...bench,
    settings: filledSettings,
    ...scene,
    play: async () => {
      await settle();
      press('nav-settings');
      await settle();
      document.querySelector(`[data-testid="${testId}"]`)?.scrollIntoView();
      press(testId);
      await settle();
    },
  };
}

export const findingsScenes: Readonly<Record<string, Scene>> = {
  'findings-crash': found(crashed, { handlers: known }),
  'findings-every': found({ insights: everyInsight.filter(({ code }) => code !== 'crash') }),
  'findings-empty': found({}),
  'findings-loop': found({
    insights: Array.from({ length: 5 }, (_, round) => [
      said('reset-software', 10 + round * 40, 'info'),
      said('mode-flash', 10 + round * 40, 'info'),
      ...(round === 2 ? [said('boot-loop', 10 + round * 40, 'error')] : []),
    ]).flat(),
    crashes: Array.from({ length: 4 }, (_, round) => ({
      ...sampleCrash,
      id: 20 + round,
      firstLine: 20 + round * 40,
      lastLine: 30 + round * 40,
    })),
  }),
  'findings-slow': found({ insights: [said('speaks-74880', 3, 'warning')] }),
  'findings-no-elf': found(crashed, { handlers: { 'elf:list': () => [otherElf] } }),
  'findings-decode-failed': found(crashed, {
    handlers: {
      'crash:decode': () => {
        throw new AppError('elf-not-kept');
      },
    },
  }),
  'findings-incomplete': found({ ...crashed, crashes: [{ ...sampleCrash, complete: false }] }),
  'findings-long': found(
    {
      ...crashed,
      crashes: [
        {
          ...sampleCrash,
          architecture: 'xtensa',
          kind: 'assert',
          reason: null,
          detail: `${longName} ${longPath}:1412 (subscription != nullptr && subscription->state() == State::active)`,
          backtraceCorrupted: true,
        },
      ],
    },
    {
      handlers: { ...known, 'crash:decode': () => longCrash },
      play: async () => {
        press('crash-frame-0');
        await settle();
      },
    },
  ),
  'findings-dump': found(
    { ...crashed, coreDumps: [sampleDump] },
    {
      handlers: known,
      play: async () => {
        press('core-dump-decode');
        await settle();
        document.querySelector('[data-testid="core-dump-9"]')?.scrollIntoView();
      },
    },
  ),
  'findings-dump-damaged': found({
    coreDumps: [
      { ...sampleDump, id: 1, state: 'damaged', tasks: [], format: '' },
      { ...sampleDump, id: 2, firstLine: 300, state: 'receiving', tasks: [], sizeBytes: 65_536 },
      { ...sampleDump, id: 3, firstLine: 400, state: 'unsupported', tasks: [], format: '9.0' },
    ],
  }),
  plot: { ...bench, play: plotted },
  'plot-empty': {
    ...bench,
    play: async (station) => {
      await monitor(station);
      show('monitor-panel-plot');
      await settle();
    },
  },
  'plot-many': {
    ...bench,
    play: async (station) => {
      const board = await monitor(station);
      show('monitor-panel-plot');
      await settle();
      station.tell(board.receive(manyNumbers));
      await settle();
      await settle();
    },
  },
  'highlight-rules': opened('settings-highlights'),
  'kept-logs': opened('settings-logs', { handlers: logs }),
  'monitor-defaults': opened('monitor-defaults', { handlers: known }),
};
