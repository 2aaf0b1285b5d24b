// @vitest-environment jsdom
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import FindingsPanel from '../../../src-renderer/components/monitor/findings/FindingsPanel.vue';
import LogsDialog from '../../../src-renderer/components/monitor/logs/LogsDialog.vue';
import PlotLegend from '../../../src-renderer/components/monitor/plot/PlotLegend.vue';
import HighlightRules from '../../../src-renderer/components/monitor/tools/HighlightRules.vue';
import SnippetsDialog from '../../../src-renderer/components/monitor/tools/SnippetsDialog.vue';
import KnownElfs from '../../../src-renderer/components/settings/KnownElfs.vue';
import MonitorDefaults from '../../../src-renderer/components/settings/MonitorDefaults.vue';
import { provideFirmwarePicker } from '../../../src-renderer/composables/use-firmware-picker';
import { useChipsStore } from '../../../src-renderer/stores/chips-store';
import { useMonitorsStore } from '../../../src-renderer/stores/monitors-store';
import { useSettingsStore } from '../../../src-renderer/stores/settings-store';
import { useTerminalStore } from '../../../src-renderer/stores/terminal-store';
import { AppError } from '../../../src-shared/errors/app-error';
import { insightCodes, type MonitorFindings } from '../../../src-shared/model/monitor';
import {
  everyInsight,
  noFindings,
  otherElf,
  sampleCrash,
  sampleDecodedCrash,
  sampleDecodedDump,
  sampleDump,
  sampleElf,
  sampleInsight,
} from '../../support/sample-findings';
import { samplePort } from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
import { mountWithStation } from './mount-bench';

const written: string[] = [];

beforeAll(() => {
  // jsdom lays nothing out; the floating parts only need it to exist.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  Object.defineProperty(navigator, 'clipboard', {
    value: {
      writeText: (text: string) => {
        written.push(text);
        return Promise.resolve();
      },
    },
  });
});

beforeEach(() => {
  written.length = 0;
  document.body.innerHTML = '';
});

async function mounted(
  component: Component,
  props: Record<string, unknown> = {},
  scripted: Partial<Handlers> = {},
) {
  const withPicker: Component = {
    components: { Inner: component },
    setup: () => {
      provideFirmwarePicker(() => undefined);
      return { props };
    },
    template: '<Inner v-bind="props" />',
  };
  const bench = mountWithStation(withPicker, {}, scripted);
  bench.station.ports = [samplePort];
  await useChipsStore().load();
  await useSettingsStore().load();
  await flushPromises();
  return bench;
}

/** The panel beside a monitor of which this was found. */
async function panel(found: Partial<MonitorFindings>, scripted: Partial<Handlers> = {}) {
  const bench = await mounted(FindingsPanel, {}, scripted);
  const monitor = bench.station.openMonitor(samplePort);
  useMonitorsStore().select(monitor.info.id);
  await flushPromises();
  bench.station.emit('monitor:found', { ...noFindings(monitor.info.id), ...found });
  await flushPromises();
  return { ...bench, monitor, jumpTo: vi.spyOn(useTerminalStore(), 'jumpTo').mockResolvedValue() };
}

const named = (wrapper: VueWrapper, id: string) => wrapper.find(`[data-testid="${id}"]`);
const inBody = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const press = async (id: string): Promise<void> => {
  inBody(id)?.click();
  await flushPromises();
};
async function type(id: string, text: string): Promise<void> {
  const input = inBody(id);
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  input.value = text;
  input.dispatchEvent(new Event('input'));
  input.dispatchEvent(new Event('change'));
  await flushPromises();
}

const known: Partial<Handlers> = {
  'elf:list': () => [sampleElf, otherElf],
  'crash:decode': () => sampleDecodedCrash,
  'core-dump:decode': () => sampleDecodedDump,
};

describe('what the board says', () => {
  it('is put in words, with nothing left open, for every code', async () => {
    const { wrapper } = await panel({ insights: everyInsight });
    const rows = insightCodes.map((code) => named(wrapper, `insight-${code}`));
    expect(rows.every((row) => row.exists())).toBe(true);
    for (const row of rows) expect(row.text()).not.toMatch(/insights\.|undefined|\{\w+\}|NaN/);
    const titles = rows.map((row) => row.find('.title').text());
    expect(new Set(titles).size).toBe(insightCodes.length);
  });

  it('is put in words when the board says no more than that', async () => {
    const bare = everyInsight.map((insight) => ({ ...insight, context: {} }));
    const { wrapper } = await panel({ insights: bare });
    for (const code of insightCodes)
      expect(named(wrapper, `insight-${code}`).text(), code).not.toMatch(/insights\.|undefined|\{\w+\}|\(\)/);
  });

  it('names chips and sizes as people do', async () => {
    const { wrapper } = await panel({ insights: everyInsight });
    expect(named(wrapper, 'insight-wrong-chip').text()).toContain(
      'built for ESP32, this chip is another: ESP32-C3',
    );
    expect(named(wrapper, 'insight-flash-too-small').text()).toContain('counts on 4 MB, the chip has 2 MB');
    expect(named(wrapper, 'insight-speaks-74880').text()).toContain('ESP8266 talking at 74880 baud');
    expect(named(wrapper, 'insight-boot-loop').text()).toContain('started 5 times in a row');
  });

  it('leads to its line', async () => {
    const { wrapper, jumpTo } = await panel({ insights: [sampleInsight('reset-power-on', { line: 41 })] });
    await named(wrapper, 'insight-reset-power-on').find('button').trigger('click');
    expect(jumpTo).toHaveBeenCalledWith(41);
  });

  it('offers to listen at 74880, until it does', async () => {
    const slow = everyInsight.filter(({ code }) => code === 'speaks-74880');
    const { wrapper, station, monitor } = await panel({ insights: slow });
    await named(wrapper, 'insight-listen-74880').trigger('click');
    await flushPromises();
    expect(station.sent('monitor:configure')).toEqual([
      { monitor: monitor.info.id, baud: 74_880, format: monitor.info.format },
    ]);
    expect(named(wrapper, 'insight-listen-74880').exists()).toBe(false);
  });

  it('counts, and can be narrowed to problems', async () => {
    const insights = [
      sampleInsight('reset-power-on', { line: 1 }),
      sampleInsight('brown-out', { line: 2, severity: 'error' }),
    ];
    const { wrapper } = await panel({ insights });
    expect(named(wrapper, 'insight-count-error').text()).toContain('1 problem');
    await named(wrapper, 'insights-problems-only').trigger('click');
    expect(named(wrapper, 'insight-brown-out').exists()).toBe(true);
    expect(named(wrapper, 'insight-reset-power-on').exists()).toBe(false);
  });

  it('says what it waits for when there is nothing', async () => {
    const { wrapper } = await panel({});
    expect(named(wrapper, 'insights-empty').text()).toContain('Reset the board');
  });
});

describe('a crash', () => {
  const card = (wrapper: VueWrapper) => named(wrapper, `crash-${sampleCrash.id}`);

  it('is decoded by itself, inlined and uncertain frames marked', async () => {
    const { wrapper, station } = await panel({ crashes: [sampleCrash] }, known);
    expect(station.sent('crash:decode')).toEqual([
      { monitor: 'monitor-1', crash: sampleCrash.id, elf: null },
    ]);
    expect(card(wrapper).text()).toContain('Crash: Load access fault');
    expect(card(wrapper).text()).toContain('0x00000010 is next to zero');
    expect(named(wrapper, 'crash-elf-match').attributes('data-match')).toBe('same');
    expect(named(wrapper, 'crash-frame-0').text()).toMatch(/#0.*sensor_value.*inlined.*sensor\.h:31/);
    expect(named(wrapper, 'crash-frame-1').text()).toMatch(/^read_sensor.*sensor\.c:112/);
    expect(named(wrapper, 'crash-frame-4').text()).toContain('possible');
    expect(named(wrapper, 'crash-frame-5').text()).toContain('0x42001234');
  });

  it('shows a frame’s address and whole path, and its place in the text', async () => {
    const { wrapper, jumpTo } = await panel({ crashes: [sampleCrash] }, known);
    await named(wrapper, 'crash-frame-2').trigger('click');
    expect(jumpTo).toHaveBeenCalledWith(sampleCrash.firstLine);
    expect(named(wrapper, 'frame-address').text()).toBe('0x42008a4e');
    expect(named(wrapper, 'frame-path').text()).toContain('/project/main/main.c:87');
  });

  it('goes into a bug report as text', async () => {
    const { wrapper } = await panel({ crashes: [sampleCrash] }, known);
    await named(wrapper, 'crash-copy').trigger('click');
    const [text = ''] = written;
    for (const part of [
      'Crash: Load access fault (core 0',
      '#0   0x42008a1c  sensor_value  /project/main/sensor.h:31  (inlined)',
      '     0x42008a1c  read_sensor  /project/main/sensor.c:112',
      '#3   0x42009c30  http_event  /project/main/upload.c:55  (possible)',
      `SHA-256 ${sampleElf.id} (Same firmware)`,
      'MEPC 0x42008a1c',
    ])
      expect(text).toContain(part);
  });

  it('wants the ELF file that the board names, when none is known', async () => {
    const { wrapper } = await panel({ crashes: [sampleCrash] });
    const drop = named(wrapper, 'crash-elf-drop');
    expect(drop.text()).toContain('Drop the ELF file of this firmware here');
    expect(drop.text()).toContain(sampleElf.id.slice(0, 16));
    expect(card(wrapper).text()).toContain('0x42008a1c');
    expect(named(wrapper, 'crash-frame-0').exists()).toBe(false);
  });

  it('warns of the ELF file of another firmware', async () => {
    const { wrapper } = await panel(
      { crashes: [sampleCrash] },
      { ...known, 'crash:decode': () => ({ ...sampleDecodedCrash, elf: otherElf, match: 'other' }) },
    );
    expect(named(wrapper, 'crash-elf-match').text()).toContain('Another firmware’s ELF');
    expect(card(wrapper).text()).toContain('likely wrong');
    expect(card(wrapper).text()).toContain('It has no line tables');
  });

  it('says why it could not be decoded', async () => {
    const { wrapper } = await panel(
      { crashes: [sampleCrash] },
      {
        'crash:decode': () => {
          throw new AppError('crash-not-found');
        },
      },
    );
    expect(card(wrapper).find('[role="alert"]').text()).toContain('not kept any more');
  });

  it('waits for the rest of itself', async () => {
    const { wrapper, station } = await panel({ crashes: [{ ...sampleCrash, complete: false }] }, known);
    expect(card(wrapper).text()).toContain('still coming');
    expect(station.sent('crash:decode')).toEqual([]);
  });

  it('is open when it is the newest, and the others are closed and not decoded', async () => {
    const crashes = [sampleCrash, { ...sampleCrash, id: 8, firstLine: 200, lastLine: 220 }];
    const { station } = await panel({ crashes }, known);
    expect(station.sent('crash:decode').map(({ crash }) => crash)).toEqual([8]);
  });

  it('has its heading in words for an ESP8266’s number', async () => {
    const { wrapper } = await panel({ crashes: [{ ...sampleCrash, reason: '28' }] }, known);
    expect(card(wrapper).text()).toContain('Crash: 28 LoadProhibited');
  });
});

describe('a core dump', () => {
  it('has its crashed task first, and frames on demand', async () => {
    const { wrapper, station } = await panel({ coreDumps: [sampleDump] }, known);
    const dump = named(wrapper, `core-dump-${sampleDump.id}`);
    expect(dump.findAll('.task').map((task) => task.find('.name').text())).toEqual([
      'measure',
      'IDLE',
      'wifi',
    ]);
    expect(station.sent('core-dump:decode')).toEqual([]);
    await named(wrapper, 'core-dump-decode').trigger('click');
    await flushPromises();
    expect(named(wrapper, 'core-dump-frame-measure-1').text()).toContain('read_sensor');
    expect(named(wrapper, 'core-dump-frame-wifi-0').exists()).toBe(false);
    await named(wrapper, 'core-dump-task-wifi').find('button').trigger('click');
    expect(named(wrapper, 'core-dump-frame-wifi-0').text()).toContain('ppTask');
  });

  it('that is damaged says so and can be saved all the same', async () => {
    const damaged = { ...sampleDump, state: 'damaged' as const, tasks: [] };
    const { wrapper, station } = await panel(
      { coreDumps: [damaged] },
      { 'core-dump:export': () => ({ type: 'saved', path: 'core-dump-9.bin' }) },
    );
    expect(named(wrapper, `core-dump-${sampleDump.id}`).text()).toContain('Damaged');
    await named(wrapper, 'core-dump-save').trigger('click');
    expect(station.sent('core-dump:export')).toEqual([{ monitor: 'monitor-1', dump: sampleDump.id }]);
  });
});

describe('the legend of the plot', () => {
  it('names each line, with its last value, its lowest and its highest', async () => {
    const series = [
      { id: ' 1', tag: '', name: '1', place: 0, hidden: false, last: 21.5, lowest: -3, highest: 40 },
      {
        id: 'air temp',
        tag: 'air',
        name: 'temp',
        place: 1,
        hidden: true,
        last: 4,
        lowest: null,
        highest: null,
      },
    ];
    const { wrapper } = await mounted(PlotLegend, { series });
    const cells = wrapper
      .findAll('tbody tr')
      .map((row) => row.findAll('td.numbers').map((cell) => cell.text()));
    expect(cells).toEqual([
      ['21.5', '-3', '40'],
      ['4', '', ''],
    ]);
    expect(wrapper.find('tbody th').text()).toBe('Column 1');
    await wrapper.findAll('button')[1]?.trigger('click');
    expect(wrapper.findComponent(PlotLegend).emitted('toggle')).toEqual([['air temp']]);
  });
});

describe('the tools', () => {
  it('keep a rule for highlighting, and say what is wrong with a pattern', async () => {
    const { station } = await mounted(HighlightRules, { open: true });
    await type('highlight-new-text', '(a');
    await press('highlight-new-regex');
    expect(document.body.textContent).toContain('This regular expression cannot be read');
    await press('highlight-new-add');
    expect(station.settings.monitor.highlights).toEqual([]);
    await type('highlight-new-text', 'a+b');
    await press('highlight-new-colour-red');
    inBody('highlight-new-text')?.closest('form')?.requestSubmit();
    await flushPromises();
    expect(station.settings.monitor.highlights).toEqual([
      { query: { text: 'a+b', mode: 'regex', caseSensitive: false }, colour: 'red' },
    ]);
    await type('highlight-0-text', 'a+c');
    expect(station.settings.monitor.highlights[0]?.query.text).toBe('a+c');
    await press('highlight-remove-0');
    expect(station.settings.monitor.highlights).toEqual([]);
  });

  it('keep a snippet, and none whose bytes are none', async () => {
    const { station } = await mounted(SnippetsDialog, { open: true });
    await type('snippet-new-name', 'Restart');
    await type('snippet-new-text', 'restart');
    inBody('snippet-new-text')?.closest('form')?.requestSubmit();
    await flushPromises();
    const restart = { name: 'Restart', text: 'restart', mode: 'text' };
    expect(station.settings.monitor.snippets).toEqual([restart]);
    await type('snippet-row-0-text', '');
    expect(station.settings.monitor.snippets).toEqual([restart]);
    await press('snippet-remove-0');
    expect(station.settings.monitor.snippets).toEqual([]);
  });

  it('delete a log only when asked twice, and none that is being written', async () => {
    const logs = [
      { name: 'now.log', sizeBytes: 2048, changedAtMs: 0, active: true },
      { name: 'old.log', sizeBytes: 100, changedAtMs: 0, active: false },
    ];
    const { station } = await mounted(LogsDialog, { open: true }, { 'monitor:logs': () => logs });
    const [current, old] = document.querySelectorAll<HTMLButtonElement>('[data-testid="log-delete"]');
    expect(current?.disabled).toBe(true);
    old?.click();
    await flushPromises();
    expect(station.sent('monitor:log-delete')).toEqual([]);
    await press('dialog-confirm');
    expect(station.sent('monitor:log-delete')).toEqual([{ name: 'old.log' }]);
  });
});

describe('the settings of monitors', () => {
  it('are changed by their parts', async () => {
    const { wrapper, station } = await mounted(MonitorDefaults);
    await named(wrapper, 'default-attach').trigger('click');
    await flushPromises();
    expect(station.settings.monitor).toMatchObject({ attach: true, keepLogs: false, baud: 115_200 });
  });

  it('list the ELF files, to be forgotten after a question', async () => {
    const { wrapper, station } = await mounted(KnownElfs, {}, known);
    const rows = wrapper.findAll('[data-testid="known-elf"]');
    expect(rows.map((row) => row.find('strong').text())).toEqual([sampleElf.name, otherElf.name]);
    expect(rows[1]?.text()).toContain('functions only');
    await rows[0]?.find('[data-testid="elf-forget"]').trigger('click');
    await press('dialog-confirm');
    expect(station.sent('elf:forget')).toEqual([{ elf: sampleElf.id }]);
  });
});
