// @vitest-environment jsdom
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import BackupRow from '../../../src-renderer/components/board/BackupRow.vue';
import BoardSecurity from '../../../src-renderer/components/board/BoardSecurity.vue';
import PartitionsCard from '../../../src-renderer/components/board/PartitionsCard.vue';
import NumberField from '../../../src-renderer/components/base/NumberField.vue';
import DiagnosisView from '../../../src-renderer/components/doctor/DiagnosisView.vue';
import ResultPanel from '../../../src-renderer/components/flash/ResultPanel.vue';
import { provideFirmwarePicker } from '../../../src-renderer/composables/use-firmware-picker';
import { noProgress } from '../../../src-renderer/model/progress/job-progress';
import type { JobView } from '../../../src-renderer/stores/job-view';
import { AppError } from '../../../src-shared/errors/app-error';
import type { BackupInfo } from '../../../src-shared/model/backup';
import type { JobOutput, JobRecord } from '../../../src-shared/model/job';
import { sampleBackup, sampleBoard, sampleRecord } from '../../support/sample-station';
import { broughtBack, readBoard, sampleTable } from './board-bench';
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
  // As in the application: menus are put there.
  const overlays = document.createElement('div');
  overlays.id = 'overlays';
  document.body.append(overlays);
});

/** With a board that was read. */
async function mountOnBoard(component: Component, props: Record<string, unknown>) {
  const withPicker: Component = {
    components: { Inner: component },
    setup: () => {
      provideFirmwarePicker(() => undefined);
      return { props };
    },
    template: '<Inner v-bind="props" />',
  };
  const mounted = mountWithStation(withPicker);
  await readBoard(mounted.station);
  return mounted;
}

const named = (wrapper: VueWrapper, id: string) => wrapper.find(`[data-testid="${id}"]`);

describe('the partitions of a board', () => {
  it('are listed with what they are, and the free space between them', async () => {
    const { wrapper } = await mountOnBoard(PartitionsCard, { found: sampleTable });
    const rows = wrapper.findAll('[data-testid="partition"]').map((row) => row.attributes('data-name'));
    expect(rows).toEqual(['nvs', 'phy_init', 'factory', 'storage']);
    expect(wrapper.find('[data-name="factory"]').text()).toContain('Application, factory');
    expect(named(wrapper, 'free-space').text()).toContain('2 MB');
  });

  it('are read with their name, so that the backup is called by it', async () => {
    const { wrapper, station } = await mountOnBoard(PartitionsCard, { found: sampleTable });
    await wrapper.find('[data-name="nvs"] [data-testid="region-read"]').trigger('click');
    await flushPromises();
    expect(station.sent('job:start')).toMatchObject([
      { kind: 'read', region: { offset: 0x9000, sizeBytes: 0x6000 }, label: 'nvs', resume: null },
    ]);
  });

  it('are not erased before the user was asked', async () => {
    const { wrapper, station } = await mountOnBoard(PartitionsCard, { found: sampleTable });
    await wrapper.find('[data-name="nvs"] [data-testid="region-erase"]').trigger('click');
    await flushPromises();
    const dialog = document.querySelector('[data-testid="erase-region-dialog"]');
    expect(dialog?.textContent).toContain('24 KB from 0x9000 to 0xf000');
    expect(station.sent('job:start')).toEqual([]);
    dialog?.querySelector<HTMLElement>('[data-testid="dialog-confirm"]')?.click();
    await flushPromises();
    expect(station.sent('job:start')).toMatchObject([
      { kind: 'erase', region: { offset: 0x9000, sizeBytes: 0x6000 }, label: 'nvs' },
    ]);
    wrapper.unmount();
  });

  it('are let alone while the port is busy', async () => {
    const { wrapper, station } = await mountOnBoard(PartitionsCard, { found: sampleTable });
    station.changeJob(sampleRecord({ id: 'busy', state: 'running', result: null }));
    await flushPromises();
    const buttons = wrapper.findAll<HTMLButtonElement>('[data-testid^="region-"]');
    expect(buttons.length).toBe(16);
    expect(buttons.every(({ element }) => element.disabled)).toBe(true);
  });

  it.each([
    ['blank', 'The flash is blank at 0x8000.'],
    ['not-a-table', 'is not a partition table'],
    ['damaged', 'is damaged'],
  ] as const)('that are not there: %s says so and offers to look elsewhere', async (problem, words) => {
    const { wrapper, station } = await mountOnBoard(PartitionsCard, {
      found: { ...sampleTable, entries: [], problem },
    });
    expect(named(wrapper, 'partitions-problem').text()).toContain(words);
    await named(wrapper, 'table-offset').setValue('0x10000');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(station.sent('job:start')).toMatchObject([{ kind: 'partitions', offset: 0x10000 }]);
  });
});

describe('a backup', () => {
  const row = async (change: Partial<BackupInfo>) =>
    (await mountOnBoard(BackupRow, { backup: { ...sampleBackup, ...change } })).wrapper;

  it('of the whole flash says so, with its board and the beginning of its SHA-256', async () => {
    const text = (await row({})).text();
    for (const part of ['Whole flash', '4 MB', 'ESP32-C3', sampleBoard.mac ?? '', '4be0f3a1'])
      expect(text).toContain(part);
  });

  it('of a partition has its name; from a file, the file’s', async () => {
    expect((await row({ label: 'nvs', offset: 0x9000, sizeBytes: 0x6000 })).text()).toContain('nvs');
    expect((await row({ mac: null, fileName: 'old-board.bin' })).text()).toContain('old-board.bin');
  });

  it('that was interrupted can be gone on with, not restored', async () => {
    const wrapper = await row({ sha256: null, doneBytes: 2_600_000 });
    expect(named(wrapper, 'backup-continue').text()).toBe('61 % — continue');
    expect(named(wrapper, 'backup-restore').exists()).toBe(false);
  });

  it('that was interrupted on another board waits for that one', async () => {
    const wrapper = await row({ sha256: null, doneBytes: 1, mac: '7c:df:a1:00:00:99' });
    expect(named(wrapper, 'backup-continue').attributes('disabled')).toBeDefined();
  });
});

describe('the security of a board', () => {
  const words = (change: object | null) =>
    mountWithStation(BoardSecurity, {
      security: change && { ...sampleBoard.security, ...change },
    }).wrapper.text();

  it('is told in words for each lock', () => {
    expect(words({ secureBoot: true })).toContain('Secure boot is on.');
    expect(words({ flashEncryption: true })).toContain('What is read is scrambled');
    expect(words({ secureDownloadMode: true })).toContain('no backup can be made');
  });

  it('is told apart: open is not unknown', () => {
    expect(words({})).toContain('Not secured');
    expect(words(null)).toContain('does not tell');
  });
});

describe('the result of work on a board', () => {
  const shown = (record: JobRecord, change: Partial<JobView> = {}) =>
    mountWithStation(ResultPanel, {
      job: {
        record,
        progress: noProgress,
        estimate: null,
        request: null,
        place: 'board',
        rows: [],
        stopping: false,
        ...change,
      },
    }).wrapper;

  const comparison: JobOutput = {
    type: 'comparison',
    segments: [
      {
        name: 'app.bin',
        same: false,
        differingBytes: 2,
        ranges: [{ offset: 0x10020, sizeBytes: 2, expected: 'dead', actual: 'beef' }],
      },
    ],
  };

  it('shows where the bytes differ, and is not PASS', () => {
    const wrapper = shown(broughtBack(comparison, { kind: 'verify', title: 'app.bin' }));
    expect(named(wrapper, 'result-verdict').text()).toBe('DIFFERS');
    expect(named(wrapper, 'result-text').text()).toBe('app.bin: 2 bytes differ on the board.');
    expect(named(wrapper, 'difference').text()).toContain('0x10020');
    expect(named(wrapper, 'difference').text()).toContain('be ef');
  });

  it('names the file of a backup', () => {
    const record = broughtBack({ type: 'backup', backup: sampleBackup }, { kind: 'read', title: '' });
    expect(named(shown(record), 'result-help').text()).toContain(sampleBackup.fileName);
  });

  it('says after a stop what it means for the board', () => {
    const stopped = (kind: JobRecord['kind']) =>
      named(shown(sampleRecord({ kind, state: 'cancelled', result: null })), 'result-help').text();
    expect(stopped('read')).toContain('kept');
    expect(stopped('verify')).toContain('Nothing on the board was changed');
    expect(stopped('restore')).toContain('may not boot');
  });

  it('offers the doctor when the chip did not answer, not when a file was wrong', () => {
    const failed = (error: AppError) =>
      shown(sampleRecord({ kind: 'read', state: 'failed', result: null, error: error.toWire() }));
    const silent = failed(new AppError('connect-silent', { port: 'ttyUSB0' }));
    expect(named(silent, 'find-out-why').exists()).toBe(true);
    const damaged = failed(new AppError('backup-damaged', { name: 'x.bin' }));
    expect(named(damaged, 'find-out-why').exists()).toBe(false);
  });
});

describe('what the doctor found', () => {
  it('is told as a headline, numbered steps, evidence and what the board said', () => {
    const { wrapper } = mountWithStation(DiagnosisView, {
      diagnosis: {
        port: '/dev/ttyUSB0',
        cause: 'normal-boot',
        context: { port: 'ttyUSB0' },
        evidence: [{ code: 'never-heard-of', context: { baud: 115_200 } }],
        bootText: '\u001b[0;32mI (24) boot: ready\u001b[0m',
        board: null,
      },
    });
    expect(wrapper.find('h3').text()).not.toBe('');
    expect(wrapper.findAll('ol li').length).toBeGreaterThan(0);
    expect(wrapper.find('ul').text()).toContain('never-heard-of · baud 115200');
    expect(wrapper.find('pre').text()).toBe('I (24) boot: ready');
  });
});

describe('a field for a number', () => {
  const field = () => {
    const values: (number | null)[] = [];
    const { wrapper } = mountWithStation(NumberField, {
      modelValue: null,
      label: 'Size',
      testId: 'size',
      'onUpdate:modelValue': (value: number | null) => values.push(value),
    });
    return { wrapper, values, input: wrapper.get('[data-testid="size"]') };
  };

  it('takes hexadecimal, decimal and K', async () => {
    const { values, input } = field();
    for (const text of ['0x1000', '4096', '64K']) await input.setValue(text);
    expect(values).toEqual([4096, 4096, 65_536]);
  });

  it('says what is not a number, and knows none then', async () => {
    const { wrapper, values, input } = field();
    await input.setValue('lots');
    expect(values.at(-1)).toBeNull();
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(wrapper.text()).toContain('Not an offset');
  });
});
