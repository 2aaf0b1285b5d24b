import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDecodingStore } from '../../../src-renderer/stores/decoding-store';
import { useElfsStore } from '../../../src-renderer/stores/elfs-store';
import { useFindingsStore } from '../../../src-renderer/stores/findings-store';
import { useMonitorLogsStore } from '../../../src-renderer/stores/monitor-logs-store';
import { useMonitorsStore } from '../../../src-renderer/stores/monitors-store';
import { usePlotStore } from '../../../src-renderer/stores/plot-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { AppError } from '../../../src-shared/errors/app-error';
import type { DecodedCrash, ElfId } from '../../../src-shared/model/crash';
import {
  noFindings,
  otherElf,
  sampleCrash,
  sampleDecodedCrash,
  sampleElf,
  sampleInsight,
} from '../../support/sample-findings';
import { samplePort, simulatedPort } from '../../support/sample-station';
import type { Handlers, StationDouble } from '../../support/station-double';
import { storeBench } from './store-bench';

/** A station with a monitor that is looked at. */
async function monitored(scripted: Partial<Handlers> = {}) {
  const station = storeBench(scripted);
  station.ports = [samplePort, simulatedPort];
  const monitors = useMonitorsStore();
  const monitor = station.openMonitor(samplePort);
  monitors.select(monitor.info.id);
  await flushPromises();
  return { station, monitor, monitors, id: monitor.info.id };
}

const pick = () => Promise.resolve([{ type: 'demo' as const }]);

describe('the findings', () => {
  it('of a monitor are loaded when it is looked at, and follow what is new', async () => {
    const { station, monitor, id } = await monitored();
    monitor.findings = { ...noFindings(id), insights: [sampleInsight('reset-power-on')] };
    const findings = useFindingsStore();
    await flushPromises();
    expect(findings.current?.insights).toHaveLength(1);
    station.emit('monitor:found', { ...noFindings(id), crashes: [sampleCrash] });
    expect(findings.boots[0]?.entries.map(({ type }) => type)).toEqual(['insight', 'crash']);
  });

  it('of another monitor stay with it', async () => {
    const { station, monitors, id } = await monitored();
    const findings = useFindingsStore();
    await flushPromises();
    const other = station.openMonitor(simulatedPort);
    station.emit('monitor:found', { ...noFindings(other.info.id), crashes: [sampleCrash] });
    expect(findings.current?.crashes).toEqual([]);
    other.findings = { ...noFindings(other.info.id), crashes: [sampleCrash] };
    monitors.select(other.info.id);
    await flushPromises();
    expect(findings.current?.crashes).toEqual([sampleCrash]);
    monitors.select(id);
    expect(findings.current?.crashes).toEqual([]);
  });

  it('go with the text', async () => {
    const { station, monitor, monitors, id } = await monitored();
    const findings = useFindingsStore();
    await flushPromises();
    station.emit('monitor:found', { ...noFindings(id), crashes: [sampleCrash] });
    monitor.findings = noFindings(id);
    await monitors.clear();
    await flushPromises();
    expect(findings.current?.crashes).toEqual([]);
  });

  it('of a monitor that is closed are forgotten', async () => {
    const { station, monitors, id } = await monitored();
    const findings = useFindingsStore();
    await flushPromises();
    station.emit('monitor:found', { ...noFindings(id), crashes: [sampleCrash] });
    await monitors.close(id);
    await flushPromises();
    expect(findings.current).toBeNull();
  });
});

describe('decoding', () => {
  let asked: (ElfId | null)[] = [];
  let known: ElfId | null = null;

  const decode: Partial<Handlers> = {
    'crash:decode': ({ elf }): DecodedCrash => {
      asked.push(elf);
      const used = elf ?? known;
      if (used === null) throw new AppError('elf-not-known');
      return {
        ...sampleDecodedCrash,
        elf: { ...sampleElf, id: used },
        match: used === sampleElf.id ? 'same' : 'other',
      };
    },
    'elf:add': () => otherElf,
  };

  beforeEach(() => {
    asked = [];
    known = sampleElf.id;
  });

  it('asks for the ELF file that the board names, once', async () => {
    const { id } = await monitored(decode);
    const decodings = useDecodingStore();
    await decodings.decodeCrash(id, sampleCrash);
    await decodings.decodeCrash(id, sampleCrash);
    expect(asked).toEqual([null]);
    expect(decodings.ofCrash(id, sampleCrash)).toMatchObject({ type: 'decoded', result: { match: 'same' } });
  });

  it('waits until the crash is complete, and is done again when more of it came', async () => {
    const { id } = await monitored(decode);
    const decodings = useDecodingStore();
    await decodings.decodeCrash(id, { ...sampleCrash, complete: false });
    expect(asked).toEqual([]);
    await decodings.decodeCrash(id, sampleCrash);
    await decodings.decodeCrash(id, { ...sampleCrash, lastLine: sampleCrash.lastLine + 1 });
    expect(asked).toEqual([null, null]);
  });

  it('wants a file where none is known, and takes the one that is given', async () => {
    known = null;
    const { id } = await monitored(decode);
    const decodings = useDecodingStore();
    await decodings.decodeCrash(id, sampleCrash);
    expect(decodings.ofCrash(id, sampleCrash)).toMatchObject({ type: 'elf-needed' });
    await decodings.addElf(id, pick);
    expect(decodings.ofCrash(id, sampleCrash)).toMatchObject({
      type: 'decoded',
      result: { elf: { id: otherElf.id }, match: 'other' },
    });
    expect(useElfsStore().elfs).toEqual([otherElf]);
  });

  it('takes the given file for later crashes too, unless the board names one that is known', async () => {
    known = null;
    const { id } = await monitored(decode);
    const decodings = useDecodingStore();
    await decodings.addElf(id, pick);
    await decodings.decodeCrash(id, { ...sampleCrash, id: 8 });
    known = sampleElf.id;
    await decodings.decodeCrash(id, { ...sampleCrash, id: 9 });
    expect(asked).toEqual([null, otherElf.id, null]);
  });

  it('leaves a crash alone that has its right file', async () => {
    const { id } = await monitored(decode);
    const decodings = useDecodingStore();
    await decodings.decodeCrash(id, sampleCrash);
    await decodings.addElf(id, pick);
    expect(asked).toEqual([null]);
  });

  it('shows what was decoded until the next file is looked into, and the last answer counts', async () => {
    const answers: ((decoded: DecodedCrash) => void)[] = [];
    const { id } = await monitored({
      'crash:decode': () => new Promise<DecodedCrash>((resolve) => answers.push(resolve)),
    });
    const decodings = useDecodingStore();
    const first = decodings.decodeCrash(id, sampleCrash);
    const second = decodings.decodeCrashWith(id, sampleCrash, otherElf.id);
    answers[1]?.({ ...sampleDecodedCrash, match: 'other' });
    await second;
    answers[0]?.(sampleDecodedCrash);
    await first;
    expect(decodings.ofCrash(id, sampleCrash)).toMatchObject({ type: 'decoded', result: { match: 'other' } });
  });

  it('tells what else went wrong', async () => {
    const { id } = await monitored({
      'crash:decode': () => {
        throw new AppError('crash-not-found');
      },
    });
    const decodings = useDecodingStore();
    await decodings.decodeCrash(id, sampleCrash);
    expect(decodings.ofCrash(id, sampleCrash)).toMatchObject({
      type: 'failed',
      error: { code: 'crash-not-found' },
    });
  });

  it('is forgotten with its monitor', async () => {
    const { id, monitors } = await monitored(decode);
    const decodings = useDecodingStore();
    await decodings.decodeCrash(id, sampleCrash);
    await monitors.close(id);
    expect(decodings.ofCrash(id, sampleCrash)).toBeNull();
  });
});

describe('the ELF files that are known', () => {
  it('are not changed by a file that is none', async () => {
    storeBench({ 'elf:list': () => [sampleElf] });
    const elfs = useElfsStore();
    await elfs.load();
    expect(await elfs.add(pick)).toBeNull();
    expect(elfs.elfs).toEqual([sampleElf]);
    expect(useToastsStore().toasts[0]?.body).toMatchObject({ kind: 'error', error: { code: 'elf-invalid' } });
  });

  it('have each file once', async () => {
    storeBench({ 'elf:list': () => [otherElf, sampleElf], 'elf:add': () => sampleElf });
    const elfs = useElfsStore();
    await elfs.load();
    await elfs.add(pick);
    expect(elfs.elfs).toEqual([sampleElf, otherElf]);
  });

  it('take one file at a time', async () => {
    storeBench();
    const elfs = useElfsStore();
    await elfs.add(() => Promise.resolve([]));
    await elfs.add(() => Promise.resolve([{ type: 'demo' }, { type: 'demo' }]));
    expect(useToastsStore().toasts.map(({ body }) => body.kind)).toEqual(['nothing-usable', 'one-file-only']);
  });

  it('can be forgotten', async () => {
    const station = storeBench({ 'elf:list': () => [sampleElf] });
    const elfs = useElfsStore();
    await elfs.load();
    await elfs.forget(sampleElf.id);
    expect(elfs.elfs).toEqual([]);
    expect(station.sent('elf:forget')).toEqual([{ elf: sampleElf.id }]);
  });
});

describe('the plot', () => {
  const names = () => usePlotStore().series.map(({ name, count }) => [name, count]);

  it('has what came before it was opened, and what comes after', async () => {
    const { station, monitor } = await monitored();
    station.tell(monitor.receive(['a=1', 'a=2']));
    await usePlotStore().open();
    expect(names()).toEqual([['a', 2]]);
    station.tell(monitor.receive(['a=3', 'b=1']));
    expect(names()).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
  });

  it('takes no line twice and none out of turn while the earlier ones are being read', async () => {
    let answer: (() => void) | null = null;
    const station: StationDouble = (
      await monitored({
        'monitor:read': ({ monitor, ...request }) => {
          const page = station.monitors.get(monitor).read(request);
          return new Promise((resolve) => {
            answer = () => {
              resolve(page);
            };
          });
        },
      })
    ).station;
    const [info] = station.monitors.all;
    const monitor = station.monitors.get(info?.id ?? '');
    station.tell(monitor.receive(['a=1', 'a=2']));
    const opened = usePlotStore().open();
    station.tell(monitor.receive(['a=3']));
    expect(names()).toEqual([]);
    await flushPromises();
    (answer as (() => void) | null)?.();
    await opened;
    expect(names()).toEqual([['a', 3]]);
  });

  it('of each monitor is its own', async () => {
    const { station, monitor, monitors } = await monitored();
    await usePlotStore().open();
    station.tell(monitor.receive(['a=1']));
    const other = station.openMonitor(simulatedPort);
    monitors.select(other.info.id);
    await usePlotStore().open();
    station.tell(other.receive(['b=1']));
    station.tell(monitor.receive(['a=2']));
    expect(names()).toEqual([['b', 1]]);
    monitors.select(monitor.info.id);
    await usePlotStore().open();
    expect(names()).toEqual([['a', 2]]);
  });

  it('costs nothing as long as nobody has opened it', async () => {
    const { station, monitor } = await monitored();
    const plot = usePlotStore();
    station.tell(monitor.receive(['a=1']));
    expect(plot.series).toEqual([]);
    expect(plot.version).toBe(0);
  });
});

describe('the logs that are kept', () => {
  it('are looked at again after one was deleted', async () => {
    let logs = [{ name: 'ttyUSB0.log', sizeBytes: 12, changedAtMs: 0, active: false }];
    storeBench({
      'monitor:logs': () => logs,
      'monitor:log-delete': () => {
        logs = [];
        return null;
      },
    });
    const store = useMonitorLogsStore();
    await store.load();
    const [log] = store.logs;
    expect(log?.name).toBe('ttyUSB0.log');
    if (log) await store.remove(log);
    expect(store.logs).toEqual([]);
  });
});
