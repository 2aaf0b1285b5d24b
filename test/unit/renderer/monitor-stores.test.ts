import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { AppError } from '../../../src-shared/errors/app-error';
import type { MonitorFilter, MonitorLine } from '../../../src-shared/model/monitor';
import { useMonitorSearchStore } from '../../../src-renderer/stores/monitor-search-store';
import { useMonitorsStore } from '../../../src-renderer/stores/monitors-store';
import { usePortsStore } from '../../../src-renderer/stores/ports-store';
import { useSendStore } from '../../../src-renderer/stores/send-store';
import { useTerminalStore } from '../../../src-renderer/stores/terminal-store';
import type { WindowPlace } from '../../../src-renderer/stores/terminal-window';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import type { MonitorDouble } from '../../support/monitor-double';
import { samplePort, simulatedPort } from '../../support/sample-station';
import type { Handlers, StationDouble } from '../../support/station-double';
import { storeBench } from './store-bench';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const numbered = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `line ${from + index}`);
const numbers = (lines: readonly MonitorLine[]): readonly number[] => lines.map(({ number }) => number);
const textFilter = (text: string): MonitorFilter => ({
  tags: [],
  text: { text, mode: 'text', caseSensitive: false },
  inverted: false,
});

/** A terminal that shows what it is given, and stands where it was put. */
class FakeTerminal {
  lines: readonly MonitorLine[] = [];
  places: WindowPlace[] = [];
  top: number | null = null;

  replaced(lines: readonly MonitorLine[], place: WindowPlace): void {
    this.lines = lines;
    this.places.push(place);
    if (place.type === 'line') this.top = place.line;
  }

  appended(lines: readonly MonitorLine[]): void {
    this.lines = [...this.lines, ...lines];
  }

  topLine(): number | null {
    return this.top;
  }
}

async function openMonitor(scripted: Partial<Handlers> = {}, before: readonly string[] = []) {
  const station = storeBench(scripted);
  station.ports = [samplePort, simulatedPort];
  const terminal = useTerminalStore();
  const monitors = useMonitorsStore();
  await usePortsStore().load();
  const { baud, format } = station.settings.monitor;
  const monitor = station.monitors.open({ port: samplePort.id, baud, format, attach: false }, 'ttyUSB0');
  if (before.length > 0) monitor.receive(before);
  await monitors.load();
  await settled();
  const screen = new FakeTerminal();
  terminal.attach(screen);
  return { station, monitor, monitors, terminal, screen };
}

describe('the monitors', () => {
  let station: StationDouble;
  beforeEach(async () => {
    station = storeBench();
    station.ports = [samplePort, simulatedPort];
    await usePortsStore().load();
  });

  it('open the port that is chosen, as the settings say, and turn to it', async () => {
    const monitors = useMonitorsStore();
    await monitors.open();
    expect(station.sent('monitor:open')).toEqual([
      {
        port: samplePort.id,
        baud: 115_200,
        format: { dataBits: 8, parity: 'none', stopBits: 1 },
        attach: false,
      },
    ]);
    expect(monitors.current?.port).toBe(samplePort.id);
    await monitors.open();
    expect(station.sent('monitor:open')).toHaveLength(1);
  });

  it('turn to a neighbour when the current one is closed', async () => {
    const monitors = useMonitorsStore();
    await monitors.open(samplePort.id);
    await monitors.open(simulatedPort.id);
    const [first, second] = monitors.monitors;
    monitors.select(first?.id ?? '');
    await monitors.close(first?.id ?? '');
    expect(monitors.currentId).toBe(second?.id);
    await monitors.close(second?.id ?? '');
    expect(monitors.current).toBeNull();
  });

  it('remember the rate that was chosen for the next one', async () => {
    const monitors = useMonitorsStore();
    await monitors.open();
    await monitors.configure({ baud: 74_880 });
    expect(station.sent('monitor:configure')[0]).toMatchObject({ baud: 74_880 });
    expect(station.settings.monitor.baud).toBe(74_880);
  });

  it('say why one could not be opened', async () => {
    storeBench({
      'monitor:open': () => {
        throw new AppError('port-busy', { port: 'ttyUSB0' });
      },
    });
    await useMonitorsStore().open(samplePort.id);
    expect(useToastsStore().toasts[0]?.body).toMatchObject({ kind: 'error', error: { code: 'port-busy' } });
  });
});

describe('the text of a monitor', () => {
  it('comes in order while it is followed', async () => {
    const { station, monitor, terminal, screen } = await openMonitor();
    station.tell(monitor.receive(['one', 'two'], 'received', 10, 'thr'));
    await settled();
    station.tell(monitor.receive(['three']));
    await settled();
    expect(screen.lines.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(terminal.openLine).toBeNull();
    expect(terminal.kept.endLine).toBe(3);
  });

  it('is read from the station where a batch leaves lines out', async () => {
    const { station, monitor, terminal, screen } = await openMonitor();
    const seen: number[] = [];
    terminal.onLines((lines) => seen.push(...numbers(lines)));
    monitor.receive(numbered(3));
    station.tell(monitor.receive(numbered(2, 3)));
    station.tell(monitor.receive(numbered(1, 5)));
    await settled();
    expect(numbers(screen.lines)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('goes on after lines that cannot be read any more', async () => {
    const { station, monitor, screen } = await openMonitor({
      'monitor:read': () => {
        throw new AppError('monitor-not-found');
      },
    });
    monitor.receive(numbered(3));
    station.tell(monitor.receive(numbered(1, 3)));
    await settled();
    expect(numbers(screen.lines)).toEqual([3]);
  });

  it('that was there before the page is there as well, its newest lines', async () => {
    const { terminal, screen } = await openMonitor({}, numbered(6000));
    expect(screen.lines).toHaveLength(5000);
    expect(screen.lines.at(-1)?.number).toBe(5999);
    expect(terminal.lines).toHaveLength(5000);
  });

  it('is caught up with after the station could not be reached for a while', async () => {
    const { monitor, monitors, screen } = await openMonitor({}, numbered(3));
    monitor.receive(numbered(4, 3));
    await monitors.load();
    await settled();
    expect(numbers(screen.lines)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('of each monitor waits for its tab', async () => {
    const { station, monitor, monitors, screen } = await openMonitor();
    const other = station.openMonitor(simulatedPort);
    await settled();
    station.tell(other.receive(['other']));
    station.tell(monitor.receive(['first']));
    await settled();
    expect(screen.lines.map(({ text }) => text)).toEqual(['first']);
    monitors.select(other.info.id);
    await settled();
    expect(screen.lines.map(({ text }) => text)).toEqual(['other']);
  });

  it('is gone when it was cleared, here or elsewhere', async () => {
    const { station, monitor, screen } = await openMonitor({}, numbered(10));
    station.tell(monitor.clear());
    await settled();
    expect(screen.lines.map(({ mark }) => mark?.type)).toEqual(['cleared']);
    station.tell(monitor.receive(['new']));
    await settled();
    expect(screen.lines.map(({ text }) => text)).toEqual(['', 'new']);
  });
});

describe('the window', () => {
  it('stands still while it is paused, counts what comes, and misses nothing afterwards', async () => {
    const { station, monitor, terminal, screen } = await openMonitor({}, numbered(5));
    terminal.pause();
    station.tell(monitor.receive(numbered(3, 5)));
    await settled();
    expect(numbers(screen.lines)).toEqual([0, 1, 2, 3, 4]);
    expect([terminal.following, terminal.waiting]).toEqual([false, 3]);
    await terminal.follow();
    expect(numbers(screen.lines)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([terminal.following, terminal.waiting]).toEqual([true, 0]);
  });

  it('reads earlier lines when the reader comes near its start, and keeps the place', async () => {
    const { terminal, screen } = await openMonitor({}, numbered(8000));
    terminal.pause();
    await terminal.scrolledNear('start', false);
    expect(screen.lines[0]?.number).toBe(2000);
    expect(screen.places.at(-1)).toEqual({ type: 'keep' });
    expect(screen.lines).toHaveLength(5000);
    for (let page = 0; page < 5; page += 1) await terminal.scrolledNear('start', false);
    expect(screen.lines[0]?.number).toBe(0);
    expect(terminal.atStart).toBe(true);
  });

  it('goes on downwards to the end, without gap or repetition, and then follows again', async () => {
    const { station, monitor, terminal, screen } = await openMonitor({}, numbered(9000));
    await terminal.jumpTo(100);
    for (let page = 0; page < 12 && !terminal.following; page += 1) await terminal.scrolledNear('end', true);
    expect(terminal.following).toBe(true);
    station.tell(monitor.receive(numbered(2, 9000)));
    await settled();
    const shown = numbers(screen.lines);
    expect(shown).toEqual(Array.from({ length: shown.length }, (_, index) => (shown[0] ?? 0) + index));
    expect(shown.at(-1)).toBe(9001);
  });

  it('jumps to any line that is kept, and says which it is', async () => {
    const { terminal, screen } = await openMonitor({}, numbered(9000));
    await terminal.jumpTo(1234);
    expect(screen.places.at(-1)).toEqual({ type: 'line', line: 1234, at: 'within' });
    expect(screen.lines.some(({ number }) => number === 1234)).toBe(true);
    expect(terminal.markedLine).toBe(1234);
    expect(terminal.following).toBe(false);
  });

  it('fetches only the last of many places that are asked for one after the other', async () => {
    const { station, terminal, screen } = await openMonitor({}, numbered(9000));
    const before = station.sent('monitor:read').length;
    await Promise.all([10, 20, 30, 40, 50].map((line) => terminal.goTo(line)));
    await settled();
    expect(screen.places.at(-1)).toEqual({ type: 'line', line: 50, at: 'within' });
    expect(station.sent('monitor:read').length - before).toBeLessThanOrEqual(4);
  });

  it('shows only what the filter lets pass, of what was there and of what comes', async () => {
    const { station, monitor, terminal, screen } = await openMonitor({}, numbered(30));
    terminal.setFilter(textFilter('line 2'));
    await settled();
    expect(numbers(screen.lines)).toEqual([2, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    station.tell(monitor.receive(['line 30', 'line 2x']));
    await settled();
    expect(screen.lines.at(-1)?.text).toBe('line 2x');
    expect(screen.lines).toHaveLength(12);
    terminal.setFilter(null);
    await settled();
    expect(screen.lines).toHaveLength(32);
  });

  it('misses nothing of what comes while a filter is being applied', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let monitor: MonitorDouble | null = null;
    let isHeld = false;
    const bench = await openMonitor(
      {
        'monitor:read': async ({ monitor: _, ...request }) => {
          const page = monitor?.read(request);
          if (isHeld) await held;
          return page ?? { lines: [], firstLine: 0, endLine: 0, complete: true };
        },
      },
      [],
    );
    monitor = bench.monitor;
    bench.station.tell(monitor.receive(numbered(5)));
    await settled();
    isHeld = true;
    bench.terminal.setFilter(textFilter('line'));
    bench.station.tell(monitor.receive(numbered(3, 5)));
    await settled();
    release();
    await settled();
    expect(numbers(bench.screen.lines)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('keeps its filter when a pattern cannot be read', async () => {
    const { terminal, screen } = await openMonitor({}, numbered(3));
    const wrong: MonitorFilter = {
      tags: [],
      text: { text: '(', mode: 'regex', caseSensitive: false },
      inverted: false,
    };
    expect(() => {
      terminal.setFilter(wrong);
    }).toThrow(expect.objectContaining({ code: 'pattern-invalid' }));
    expect(terminal.filter).toBeNull();
    expect(screen.lines).toHaveLength(3);
  });
});

describe('the search', () => {
  async function searching(text: string) {
    const bench = await openMonitor({}, ['alpha', 'beta', 'alpha two', 'gamma', 'alpha three']);
    const search = useMonitorSearchStore();
    search.open(text);
    await nextTick();
    return { ...bench, search };
  }

  it('goes from line to line, and on from the other end', async () => {
    const { search, screen } = await searching('ALPHA');
    await search.find('backward', null);
    expect(search.currentLine).toBe(4);
    await search.find('backward', null);
    await search.find('backward', null);
    expect([search.currentLine, search.state]).toEqual([0, 'found']);
    await search.find('backward', null);
    expect([search.currentLine, search.state]).toEqual([4, 'wrapped']);
    await search.find('forward', null);
    expect([search.currentLine, search.state]).toEqual([0, 'wrapped']);
    expect(screen.places.at(-1)).toEqual({ type: 'line', line: 0, at: 'within' });
  });

  it('begins where the reader is', async () => {
    const { search } = await searching('alpha');
    await search.find('forward', 1);
    expect(search.currentLine).toBe(2);
  });

  it('says that there is nothing, and what is wrong with a pattern', async () => {
    const { search } = await searching('unicorn');
    await search.find('forward', null);
    expect([search.currentLine, search.state]).toEqual([null, 'nothing']);
    Object.assign(search.query, { text: 'a(', mode: 'regex' });
    await nextTick();
    expect(search.problem?.code).toBe('pattern-invalid');
    expect(search.state).toBe('idle');
  });
});

describe('sending', () => {
  it('sends a line with its ending and remembers it', async () => {
    const { station } = await openMonitor();
    const send = useSendStore();
    send.edit('help');
    await send.send();
    expect(station.sent('monitor:send')).toEqual([
      { monitor: 'monitor-1', what: { type: 'text', text: 'help', ending: 'lf' }, echo: false },
    ]);
    expect(send.text).toBe('');
    expect(station.settings.monitor.history).toEqual(['help']);
  });

  it('goes back through what was sent, and forward to what was being typed', async () => {
    await openMonitor();
    const send = useSendStore();
    for (const text of ['one', 'two', 'one']) {
      send.edit(text);
      await send.send();
    }
    send.edit('unfinished');
    const seen = ([1, 1, 1, -1, -1, -1] as const).map((steps) => {
      send.browseHistory(steps);
      return send.text;
    });
    expect(seen).toEqual(['one', 'two', 'two', 'one', 'unfinished', 'unfinished']);
  });

  it('keeps what could not be sent, and says why', async () => {
    await openMonitor({
      'monitor:send': () => {
        throw new AppError('hex-invalid');
      },
    });
    const send = useSendStore();
    send.mode = 'hex';
    send.edit('0x1');
    await send.send();
    expect([send.text, send.problem?.code]).toEqual(['0x1', 'hex-invalid']);
  });

  it('sends a key without a line end, and nothing while the port is away', async () => {
    const { station, monitor } = await openMonitor();
    const send = useSendStore();
    await send.sendKeys('\u0003');
    station.changeMonitor(monitor.info.id, { state: { type: 'lent', jobId: 'job-1' } });
    await send.sendKeys('x');
    expect(station.sent('monitor:send').map(({ what }) => what)).toEqual([
      { type: 'text', text: '\u0003', ending: 'none' },
    ]);
  });
});
