// @vitest-environment jsdom
import { beforeAll, describe, expect, it, vi } from 'vitest';
import BootReportView from '../../../src-renderer/components/flash/BootReportView.vue';
import FlashMap from '../../../src-renderer/components/flash/FlashMap.vue';
import ProgressPanel from '../../../src-renderer/components/flash/ProgressPanel.vue';
import OffsetField from '../../../src-renderer/components/flash/OffsetField.vue';
import ResultPanel from '../../../src-renderer/components/flash/ResultPanel.vue';
import { AppError } from '../../../src-shared/errors/app-error';
import type { JobRecord } from '../../../src-shared/model/job';
import type { NoticeCode, Stage } from '../../../src-shared/model/progress';
import { noProgress } from '../../../src-renderer/model/progress/job-progress';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import {
  imported,
  sampleFirmware,
  samplePartitions,
  samplePlan,
  sampleRecord,
  sampleResult,
} from '../../support/sample-station';
import { mountWithStation } from './mount-bench';

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
});

describe('the field of an offset', () => {
  const field = () => {
    const changes: number[] = [];
    const { wrapper } = mountWithStation(OffsetField, {
      offset: 0x8000,
      partitions: samplePartitions,
      name: 'app.bin',
      reason: '',
      disabled: false,
      faulty: false,
      onChange: (offset: number) => changes.push(offset),
    });
    const input = wrapper.get<HTMLInputElement>('[data-testid="offset-input"]');
    const type = async (text: string) => {
      input.element.value = text;
      await input.trigger('input');
      await input.trigger('change');
    };
    return { wrapper, input, changes, type };
  };

  it('takes the name of a partition and shows its offset', async () => {
    const { input, changes, type } = field();
    await type('factory');
    expect(changes).toEqual([0x10000]);
    expect(input.element.value).toBe('0x10000');
  });

  it('says what is wrong, changes nothing and gives the old value back on Escape', async () => {
    const { wrapper, input, changes, type } = field();
    await type('ota_7');
    expect(changes).toEqual([]);
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(wrapper.text()).toContain('There is no partition of that name.');
    await input.trigger('keydown', { key: 'Escape' });
    expect(input.element.value).toBe('0x8000');
    expect(input.attributes('aria-invalid')).toBe('false');
  });

  it('does not call the same offset in other words a change', async () => {
    const { changes, type } = field();
    await type('32K');
    expect(changes).toEqual([]);
  });
});

describe('the flash map', () => {
  const filled = async (locked: boolean) => {
    const { wrapper } = mountWithStation(
      FlashMap,
      { locked },
      { 'firmware:import': () => imported(sampleFirmware) },
    );
    const layout = useLayoutStore();
    await layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), null);
    return { layout, app: wrapper.get('[data-testid="map-block"][data-name="greenhouse.bin"]') };
  };

  it('moves a block by a sector with the arrow keys, by sixteen with Shift', async () => {
    const { layout, app } = await filled(false);
    await app.trigger('keydown', { key: 'ArrowRight' });
    expect(layout.items[2]?.offset).toBe(0x11000);
    await app.trigger('keydown', { key: 'ArrowLeft', shiftKey: true });
    expect(layout.items[2]?.offset).toBe(0x1000);
    await app.trigger('keydown', { key: 'ArrowDown', shiftKey: true });
    expect(layout.items[2]?.offset).toBe(0);
    expect(app.attributes('aria-valuenow')).toBe('0');
  });

  it('stands still while a job runs', async () => {
    const { layout, app } = await filled(true);
    await app.trigger('keydown', { key: 'ArrowRight' });
    expect(layout.items[2]?.offset).toBe(0x10000);
  });
});

describe('the progress', () => {
  const shown = (codes: readonly NoticeCode[], stage: Stage) =>
    mountWithStation(ProgressPanel, {
      job: {
        record: sampleRecord({ state: 'running', result: null }),
        progress: {
          ...noProgress,
          stage,
          notices: codes.map((code) => ({ code, context: { port: 'COM7' } })),
        },
        estimate: null,
        request: samplePlan,
        place: 'flash',
        rows: [],
        stopping: false,
      },
    }).wrapper.find('[data-testid="press-buttons"]');

  it('calls for the buttons while it connects, not afterwards', () => {
    expect(shown(['press-buttons'], 'connect').text()).toContain('Hold BOOT');
    expect(shown(['press-buttons'], 'write').exists()).toBe(false);
  });

  it('calls for the board that was unplugged until it is back', () => {
    expect(shown(['waiting-for-board'], 'read').text()).toContain('COM7 was unplugged');
    expect(shown(['waiting-for-board', 'board-back'], 'read').exists()).toBe(false);
  });
});

describe('the result', () => {
  const shown = (record: Partial<JobRecord>) => {
    const { wrapper } = mountWithStation(ResultPanel, {
      job: {
        record: sampleRecord(record),
        progress: noProgress,
        estimate: null,
        request: samplePlan,
        place: 'flash',
        rows: [],
        stopping: false,
      },
    });
    return {
      wrapper,
      verdict: wrapper.get('[data-testid="result"]').attributes('data-verdict'),
      word: wrapper.get('[data-testid="result-verdict"]').text(),
      text: wrapper.get('[data-testid="result-text"]').text(),
    };
  };

  it('is PASS with what was compared and how long it took', () => {
    const { word, verdict, text } = shown({});
    expect([word, verdict]).toEqual(['PASS', 'pass']);
    expect(text).toBe('832 KB compared in 9.4 s, 17.3 KB of it was right already');
  });

  it('is not PASS when nothing was compared', () => {
    const { word, verdict, wrapper } = shown({ result: { ...sampleResult, verified: false } });
    expect([word, verdict]).toEqual(['WRITTEN', 'not-compared']);
    expect(wrapper.get('[data-testid="result-help"]').text()).toContain('Not compared');
  });

  it('is FAIL with what happened and what to do', () => {
    const error = new AppError('port-lost', { port: 'ttyUSB0' });
    const { word, text, wrapper } = shown({ state: 'failed', result: null, error: error.toWire() });
    expect(word).toBe('FAIL');
    expect(text).toBe(error.message);
    expect(wrapper.get('[data-testid="result-help"]').text()).toBe(error.help);
  });

  it('stays neutral when the user stopped it', () => {
    const { word, verdict } = shown({ state: 'cancelled', result: null });
    expect([word, verdict]).toEqual(['STOPPED', 'stopped']);
  });

  it('tells of the boot apart from the verdict: right bytes stay right when the board does not start', () => {
    const boot = { verdict: 'brown-out', lines: [] } as const;
    const { wrapper, word } = shown({ result: { ...sampleResult, boot } });
    expect(word).toBe('PASS');
    expect(wrapper.get('[data-testid="boot-report"]').attributes('data-boot')).toBe('brown-out');
    expect(wrapper.text()).toContain('brown-out');
  });
});

describe('the boot report', () => {
  it('shows the lines as they came, without the codes of their colours', () => {
    const lines = ['rst:0x1 (POWERON)', '\u001b[0;32mI (24) boot: ready\u001b[0m'];
    const { wrapper } = mountWithStation(BootReportView, { boot: { verdict: 'booted', lines } });
    expect(wrapper.get('pre').text()).toBe('rst:0x1 (POWERON)\nI (24) boot: ready');
  });
});
