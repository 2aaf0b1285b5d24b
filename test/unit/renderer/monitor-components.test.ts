// @vitest-environment jsdom
import { flushPromises } from '@vue/test-utils';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { h } from 'vue';
import { AppError } from '../../../src-shared/errors/app-error';
import type { MonitorMark } from '../../../src-shared/model/monitor';
import FilterBar from '../../../src-renderer/components/monitor/filter/FilterBar.vue';
import MonitorStart from '../../../src-renderer/components/monitor/MonitorStart.vue';
import MonitorState from '../../../src-renderer/components/monitor/MonitorState.vue';
import MonitorTabs from '../../../src-renderer/components/monitor/MonitorTabs.vue';
import PositionStrip from '../../../src-renderer/components/monitor/PositionStrip.vue';
import SendRow from '../../../src-renderer/components/monitor/send/SendRow.vue';
import BaudField from '../../../src-renderer/components/monitor/toolbar/BaudField.vue';
import {
  terminalKey,
  type TerminalKeyActions,
} from '../../../src-renderer/components/monitor/terminal/terminal-key';
import { provideFirmwarePicker } from '../../../src-renderer/composables/use-firmware-picker';
import { useMarkWords } from '../../../src-renderer/composables/use-mark-words';
import { useMonitorsStore } from '../../../src-renderer/stores/monitors-store';
import { usePortsStore } from '../../../src-renderer/stores/ports-store';
import { useTerminalStore } from '../../../src-renderer/stores/terminal-store';
import { samplePort, simulatedPort } from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
import { mountWithStation } from './mount-bench';

beforeAll(() => {
  const overlays = document.createElement('div');
  overlays.id = 'overlays';
  document.body.append(overlays);
  // jsdom lays nothing out; the floating parts only need it to exist.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
});

async function mounted(
  component: Parameters<typeof mountWithStation>[0],
  scripted: Partial<Handlers> = {},
  props: Record<string, unknown> = {},
) {
  const { wrapper, station } = mountWithStation(component, props, scripted);
  station.ports = [samplePort, simulatedPort];
  useTerminalStore();
  await usePortsStore().load();
  await flushPromises();
  return { wrapper, station };
}

async function withMonitor(
  component: Parameters<typeof mountWithStation>[0],
  scripted: Partial<Handlers> = {},
) {
  const bench = await mounted(component, scripted);
  const monitor = bench.station.openMonitor(samplePort);
  await flushPromises();
  return { ...bench, monitor };
}

describe('the start of a monitor', () => {
  it('opens the port that is chosen, without touching the lines where that is wanted', async () => {
    const { wrapper, station } = await mounted(MonitorStart);
    expect(wrapper.get('[data-testid="monitor-open"]').text()).toBe('Open a monitor on ttyUSB0');
    await wrapper.get('[data-testid="monitor-attach"]').trigger('click');
    await wrapper.get('[data-testid="monitor-open"]').trigger('click');
    expect(station.sent('monitor:open')[0]).toMatchObject({ port: samplePort.id, attach: true });
  });
});

describe('the tabs', () => {
  it('show every monitor with its state, and close them', async () => {
    const { wrapper, station } = await withMonitor(MonitorTabs);
    station.openMonitor(simulatedPort, { state: { type: 'lent', jobId: 'job-1' } });
    await flushPromises();
    expect(wrapper.get('[data-testid="monitor-tab-0"]').text()).toBe('ttyUSB0, connected');
    expect(wrapper.get('[data-testid="monitor-tab-1"]').text()).toContain('a job is using the port');
    await wrapper.get('[data-testid="monitor-tab-1"]').trigger('click');
    expect(useMonitorsStore().current?.port).toBe(simulatedPort.id);
    await wrapper.get('[data-testid="monitor-close-1"]').trigger('click');
    await flushPromises();
    expect(wrapper.find('[data-testid="monitor-tab-1"]').exists()).toBe(false);
  });

  it('offer the port that is chosen and has no monitor', async () => {
    const { wrapper, station } = await withMonitor(MonitorTabs);
    expect(wrapper.find('[data-testid="monitor-add"]').exists()).toBe(false);
    usePortsStore().select(simulatedPort.id);
    await flushPromises();
    await wrapper.get('[data-testid="monitor-add"]').trigger('click');
    expect(station.sent('monitor:open')[0]).toMatchObject({ port: simulatedPort.id });
  });

  it('are walked through with the arrow keys, around the ends', async () => {
    const { wrapper, station } = await withMonitor(MonitorTabs);
    station.openMonitor(simulatedPort);
    await flushPromises();
    await wrapper.get('[data-testid="monitor-tab-0"]').trigger('keydown', { key: 'ArrowLeft' });
    expect(useMonitorsStore().current?.port).toBe(simulatedPort.id);
    await wrapper.get('[data-testid="monitor-tab-1"]').trigger('keydown', { key: 'ArrowRight' });
    expect(useMonitorsStore().current?.port).toBe(samplePort.id);
  });
});

describe('the state of a monitor', () => {
  it('says nothing while it is open, and why nothing comes otherwise', async () => {
    const { wrapper, station, monitor } = await withMonitor(MonitorState);
    expect(wrapper.find('[data-testid="monitor-state"]').exists()).toBe(false);
    const error = new AppError('port-lost', { port: 'ttyUSB0' }).toWire();
    station.changeMonitor(monitor.info.id, { state: { type: 'away', error } });
    await flushPromises();
    expect(wrapper.text()).toContain('The connection to ttyUSB0 is lost.');
    station.changeMonitor(monitor.info.id, { state: { type: 'lent', jobId: 'job-1' } });
    await flushPromises();
    expect(wrapper.text()).toContain('A job is using the port.');
  });

  it('offers to try again where it could not be opened', async () => {
    const { wrapper, station, monitor } = await withMonitor(MonitorState);
    const error = new AppError('port-busy', { port: 'ttyUSB0' }).toWire();
    station.changeMonitor(monitor.info.id, { state: { type: 'failed', error } });
    await flushPromises();
    expect(wrapper.text()).toContain(error.message);
    await wrapper.get('[data-testid="monitor-reopen"]').trigger('click');
    expect(station.sent('monitor:open').at(-1)).toMatchObject({ port: samplePort.id });
  });
});

describe('the filter', () => {
  it('filters by text, and takes it back', async () => {
    const { wrapper, station, monitor } = await withMonitor(FilterBar);
    station.tell(monitor.receive(['I (1) wifi: up', 'I (2) mqtt: up', 'other']));
    await flushPromises();
    expect(wrapper.get('[data-testid="monitor-count"]').text()).toBe('3 lines');
    await wrapper.get('[data-testid="monitor-filter-text"]').setValue('mqtt');
    await flushPromises();
    expect(wrapper.get('[data-testid="monitor-count"]').text()).toBe('1 line shown');
    await wrapper.get('[data-testid="monitor-filter-clear"]').trigger('click');
    expect(useTerminalStore().filter).toBeNull();
  });

  it('says at the field what is wrong with a pattern, and goes on with the filter before', async () => {
    const { wrapper } = await withMonitor(FilterBar);
    await wrapper.get('[data-testid="monitor-filter-regex"]').trigger('click');
    await wrapper.get('[data-testid="monitor-filter-text"]').setValue('up');
    await wrapper.get('[data-testid="monitor-filter-text"]').setValue('up(');
    const input = wrapper.get('[data-testid="monitor-filter-text"]');
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(wrapper.get('[data-testid="monitor-filter-problem"]').text()).toContain('regular expression');
    expect(useTerminalStore().filter?.text?.text).toBe('up');
  });

  it('shows the lines that do not have the text', async () => {
    const { wrapper } = await withMonitor(FilterBar);
    await wrapper.get('[data-testid="monitor-filter-text"]').setValue('noise');
    await wrapper.get('[data-testid="monitor-filter-invert"]').trigger('click');
    expect(useTerminalStore().filter).toMatchObject({ text: { text: 'noise' }, inverted: true });
  });
});

/** It can send files: where they come from is given by the application. */
const SendRowWithFiles = {
  setup() {
    provideFirmwarePicker(() => undefined);
    return () => h(SendRow);
  },
};

describe('the send row', () => {
  it('sends what is typed and brings it back with the arrow keys', async () => {
    const { wrapper, station } = await withMonitor(SendRowWithFiles);
    const input = wrapper.get<HTMLInputElement>('[data-testid="monitor-send"]');
    await input.setValue('status');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(station.sent('monitor:send')[0]?.what).toEqual({ type: 'text', text: 'status', ending: 'lf' });
    expect(input.element.value).toBe('');
    await input.trigger('keydown', { key: 'ArrowUp' });
    expect(input.element.value).toBe('status');
  });

  it('says what is wrong with bytes in hexadecimal', async () => {
    const { wrapper } = await withMonitor(SendRowWithFiles, {
      'monitor:send': () => {
        throw new AppError('hex-invalid');
      },
    });
    await wrapper.get('[data-testid="monitor-send-hex"]').trigger('click');
    await wrapper.get('[data-testid="monitor-send"]').setValue('0x1');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(wrapper.get('[data-testid="monitor-send-problem"]').text()).toContain('pairs of digits');
  });

  it('shows how far a file is, and stops it', async () => {
    const { wrapper, station, monitor } = await withMonitor(SendRowWithFiles);
    station.changeMonitor(monitor.info.id, { sending: { name: 'table.bin', done: 25, total: 100 } });
    await flushPromises();
    expect(wrapper.get('[data-testid="monitor-sending"]').text()).toContain('25');
    await wrapper.get('[data-testid="monitor-stop-sending"]').trigger('click');
    expect(station.sent('monitor:stop-sending')).toEqual([{ monitor: monitor.info.id }]);
  });

  it('sends nothing while a job has the port', async () => {
    const { wrapper, station, monitor } = await withMonitor(SendRowWithFiles);
    station.changeMonitor(monitor.info.id, { state: { type: 'lent', jobId: 'job-1' } });
    await flushPromises();
    expect(wrapper.get('[data-testid="monitor-send-button"]').attributes('disabled')).toBeDefined();
  });
});

describe('the field of the baud rate', () => {
  const field = () => {
    const chosen: number[] = [];
    const { wrapper } = mountWithStation(BaudField, {
      modelValue: 115_200,
      'onUpdate:modelValue': (baud: number) => chosen.push(baud),
    });
    return { input: wrapper.get<HTMLInputElement>('[data-testid="monitor-baud"]'), chosen };
  };

  it('takes any rate that a port can have', async () => {
    const { input, chosen } = field();
    await input.setValue('250000');
    await input.trigger('keydown', { key: 'Enter' });
    await input.trigger('blur');
    expect(chosen.at(0)).toBe(250_000);
  });

  it('takes none that is no rate, and gives the old one back', async () => {
    const { input, chosen } = field();
    await input.setValue('fast');
    expect(input.attributes('aria-invalid')).toBe('true');
    await input.trigger('keydown', { key: 'Enter' });
    await input.trigger('blur');
    expect(chosen).toEqual([]);
    expect(input.element.value).toBe('115200');
  });
});

describe('the position strip', () => {
  it('is moved by keys, to both ends and by pages', async () => {
    const went: (number | 'end')[] = [];
    const { wrapper } = mountWithStation(PositionStrip, {
      range: { first: 100, end: 10_000, shownFirst: 5000, shownEnd: 5040 },
      label: 'Position',
      valueText: 'line 5001',
      pageSize: 40,
      onGo: (line: number) => went.push(line),
      onToEnd: () => went.push('end'),
    });
    const strip = wrapper.get('[role="slider"]');
    for (const key of ['PageUp', 'ArrowDown', 'Home', 'End', 'x']) await strip.trigger('keydown', { key });
    expect(went).toEqual([4960, 5001, 100, 'end']);
  });
});

describe('a key in the terminal', () => {
  let done: string[];
  let direct: boolean;
  let selected: boolean;
  const actions: TerminalKeyActions = {
    typesDirectly: () => direct,
    hasSelection: () => selected,
    copy: () => done.push('copy'),
    interrupt: () => done.push('interrupt'),
    find: () => done.push('find'),
    start: () => done.push('start'),
    end: () => done.push('end'),
    scroll: (rows) => done.push(`scroll ${rows}`),
    rows: () => 24,
  };
  const press = (key: string, held: KeyboardEventInit = {}): boolean =>
    terminalKey(new KeyboardEvent('keydown', { key, ...held }), actions);

  beforeEach(() => {
    done = [];
    direct = false;
    selected = false;
  });

  it('scrolls, follows and searches while keys are not for the board', () => {
    for (const key of ['Home', 'End', 'PageUp', 'ArrowDown']) expect(press(key)).toBe(false);
    press('f', { ctrlKey: true });
    expect(done).toEqual(['start', 'end', 'scroll -23', 'scroll 1', 'find']);
    expect(press('a')).toBe(false);
  });

  it('copies what is selected, and else interrupts the board', () => {
    press('c', { ctrlKey: true });
    selected = true;
    press('c', { ctrlKey: true });
    press('C', { ctrlKey: true, shiftKey: true });
    expect(done).toEqual(['interrupt', 'copy', 'copy']);
  });

  it('goes to the board where that is wanted, and scrolls only with Shift', () => {
    direct = true;
    expect([press('a'), press('Home'), press('Tab'), press('Enter')]).toEqual([true, true, true, true]);
    expect(press('PageUp', { shiftKey: true })).toBe(false);
    expect(done).toEqual(['scroll -23']);
  });

  it('always leads out with Shift+Tab, and with Tab unless that is for the board', () => {
    expect(press('Tab')).toBe(false);
    direct = true;
    expect(press('Tab', { shiftKey: true })).toBe(false);
    expect(done).toEqual([]);
  });
});

describe('the words of marks', () => {
  it('say what happened, and when', () => {
    const made: ReturnType<typeof useMarkWords>[] = [];
    mountWithStation({
      setup() {
        made.push(useMarkWords());
        return () => null;
      },
    });
    const said = (mark: MonitorMark): string =>
      made[0]?.({ number: 0, atMs: 0, kind: 'mark', text: '', mark }).split(' · ')[0] ?? '';
    expect([
      said({ type: 'opened', baud: 115_200 }),
      said({ type: 'lost' }),
      said({ type: 'back', awayMs: 4200 }),
      said({ type: 'lent', title: 'greenhouse' }),
      said({ type: 'lent', title: '' }),
      said({ type: 'returned' }),
      said({ type: 'reset', into: 'app' }),
      said({ type: 'reset', into: 'download' }),
      said({ type: 'baud', baud: 74_880 }),
      said({ type: 'cleared' }),
    ]).toEqual([
      'opened at 115200 baud',
      'connection lost',
      'back after 4.2 s',
      'greenhouse uses the port',
      'a job uses the port',
      'the port is back from the job',
      'reset',
      'reset into download mode',
      'now at 74880 baud',
      'cleared',
    ]);
  });
});
