import { describe, expect, it } from 'vitest';
import type { ImportedFirmware } from '../../../src-shared/model/firmware';
import { useJobStore } from '../../../src-renderer/stores/job-store';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { useOptionsStore } from '../../../src-renderer/stores/options-store';
import { usePlanStore } from '../../../src-renderer/stores/plan-store';
import { usePortsStore } from '../../../src-renderer/stores/ports-store';
import { useChipsStore } from '../../../src-renderer/stores/chips-store';
import { useSettingsStore } from '../../../src-renderer/stores/settings-store';
import {
  imported,
  sampleFirmware,
  sampleItem,
  samplePartitions,
  samplePlan,
  samplePort,
  sampleRecord,
} from '../../support/sample-station';
import { storeBench } from './store-bench';

async function bench(firmware: ImportedFirmware = sampleFirmware) {
  const station = storeBench({ 'firmware:import': () => imported(firmware) });
  station.ports = [samplePort];
  const plan = usePlanStore();
  const layout = useLayoutStore();
  const ports = usePortsStore();
  const load = async () => {
    await Promise.all([ports.load(), useChipsStore().load(), useSettingsStore().load()]);
    await layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), null);
  };
  return { station, plan, layout, ports, load, options: useOptionsStore(), settings: useSettingsStore() };
}

const move = (index: number, offset: number): ImportedFirmware => ({
  ...sampleFirmware,
  items: sampleFirmware.items.map((item, at) => (at === index ? { ...item, offset } : item)),
});

describe('the plan', () => {
  it('is held back until there is firmware, a port that is there, and nothing wrong', async () => {
    const { station, plan, layout, ports, load } = await bench(move(2, 0x9000));
    expect(plan.blocker).toBe('no-firmware');
    await load();
    expect(plan.blocker).toBe('findings');
    layout.setOffset('c', 0x10000);
    expect(plan.blocker).toBeNull();
    station.changePorts([]);
    expect(ports.isGone).toBe(true);
    expect(plan.blocker).toBe('port-gone');
  });

  it('asks for exactly what the layout and the options say', async () => {
    const { plan, load } = await bench();
    await load();
    expect(plan.buildPlan(false)).toEqual(samplePlan);
  });

  it('leaves out what is not included', async () => {
    const { plan, layout, load } = await bench();
    await load();
    layout.setInclude('a', false);
    expect(plan.buildPlan(false)?.segments.map(({ name }) => name)).toEqual([
      'partition-table.bin',
      'greenhouse.bin',
    ]);
  });

  it('compares nothing beforehand when everything is erased anyway', async () => {
    const { plan, options, load } = await bench();
    await load();
    options.eraseAll = true;
    expect(plan.buildPlan(false)).toMatchObject({ eraseAll: true, skipUnchanged: false });
  });

  it('asks for an erase once: the next board is not erased unless it is asked for again', async () => {
    const { station, plan, options, load } = await bench();
    await load();
    options.eraseAll = true;
    await plan.flash();
    expect(station.sent('job:start')).toMatchObject([{ eraseAll: true }]);
    expect(options.eraseAll).toBe(false);
  });

  it('is not started twice, and not while something is wrong', async () => {
    const { station, plan, layout, load } = await bench();
    await load();
    await plan.flash();
    await plan.flash();
    expect(station.sent('job:start')).toHaveLength(1);
    station.changeJob(sampleRecord({ id: useJobStore().current?.record.id ?? '' }));
    layout.setOffset('c', 0x8000);
    await plan.flash();
    await plan.flash(true);
    expect(station.sent('job:start')).toHaveLength(1);
  });

  it('can be forced past a wrong chip, which a person may know better', async () => {
    const { station, plan, options, load } = await bench();
    await load();
    options.chip = 'esp32';
    expect(new Set(plan.errors.map(({ code }) => code))).toEqual(new Set(['image-wrong-chip']));
    await plan.flash();
    expect(station.sent('job:start')).toEqual([]);
    await plan.flash(true);
    expect(station.sent('job:start')).toMatchObject([{ force: true }]);
  });

  it('cannot be forced past what cannot be written at all', async () => {
    const { station, plan, layout, options, load } = await bench();
    await load();
    options.chip = 'esp32';
    layout.setOffset('c', 0x8000);
    expect(plan.canOverrule).toBe(false);
    await plan.flash(true);
    expect(station.sent('job:start')).toEqual([]);
  });

  it('follows the fix of a finding', async () => {
    const { plan, layout, settings, load } = await bench();
    await load();
    plan.applyFix({ type: 'move', itemId: 'c', offset: 0x20_0000 });
    expect(layout.items[2]?.offset).toBe(0x20_0000);
    plan.applyFix({ type: 'exclude', itemId: 'c' });
    expect(layout.items[2]?.include).toBe(false);
    plan.applyFix({ type: 'flash-size', flashSize: 'detect' });
    plan.applyFix({ type: 'flash-frequency', flashFrequency: '40m' });
    expect(settings.settings).toMatchObject({ flashSize: 'detect', flashFrequency: '40m' });
  });

  it('no longer erases first when that is what a finding advises', async () => {
    const { plan, options, load } = await bench();
    await load();
    options.eraseAll = true;
    const finding = plan.findings.find(({ code }) => code === 'settings-will-be-erased');
    expect(finding?.fix).toEqual({ type: 'keep-flash' });
    if (finding?.fix) plan.applyFix(finding.fix);
    expect(options.eraseAll).toBe(false);
    expect(plan.findings.map(({ code }) => code)).not.toContain('settings-will-be-erased');
  });

  it('minds what is in the board’s own partitions, while it is known', async () => {
    const data = sampleItem({ id: 'd', name: 'logo.bin', offset: 0x9000, offsetReason: 'file-name' });
    const { station, plan, load } = await bench({ ...sampleFirmware, format: 'files', items: [data] });
    await load();
    const warned = () => plan.findings.some(({ code }) => code === 'settings-will-be-erased');
    expect(warned()).toBe(false);
    const output = { type: 'partitions', offset: 0x8000, entries: samplePartitions, problem: null } as const;
    const result = { board: null, segments: [], verified: false, boot: null, output };
    station.changeJob(sampleRecord({ id: 'table', kind: 'partitions', result }));
    expect(warned()).toBe(true);
    station.changeJob(sampleRecord({ id: 'erase', kind: 'erase', state: 'running', result: null }));
    expect(warned()).toBe(false);
  });

  it('knows the chip from the choice, then the board, then the files', async () => {
    const { station, plan, options, load } = await bench();
    await load();
    expect(plan.chip?.id).toBe('esp32c3');
    const { board } = sampleRecord().result ?? {};
    if (!board) throw new Error('the sample has a board');
    const result = {
      board: { ...board, chip: 'esp32' as const },
      segments: [],
      verified: false,
      boot: null,
      output: null,
    };
    station.changeJob(sampleRecord({ kind: 'identify', result }));
    expect(plan.chip?.id).toBe('esp32');
    options.chip = 'esp8266';
    expect(plan.chip?.id).toBe('esp8266');
  });

  it('draws as much flash as the board has, else as was chosen, else as the image says', async () => {
    const { station, plan, settings, load } = await bench();
    await load();
    expect(plan.flashBytes).toBe(4 * 1024 * 1024);
    await settings.update({ flashSize: '16MB' });
    expect(plan.flashBytes).toBe(16 * 1024 * 1024);
    station.changeJob(sampleRecord());
    expect(plan.flashBytes).toBe(4 * 1024 * 1024);
  });
});

describe('a setting', () => {
  it('shows at once and goes back when the station refuses it', async () => {
    const station = storeBench({
      'settings:set': () => {
        throw new Error('disk full');
      },
    });
    const settings = useSettingsStore();
    const update = settings.update({ theme: 'dark' });
    expect(settings.settings.theme).toBe('dark');
    await update;
    expect(settings.settings.theme).toBe('system');
    expect(station.sent('settings:set')).toEqual([{ theme: 'dark' }]);
  });
});
