// @vitest-environment jsdom
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import CompareTool from '../../../src-renderer/components/images/CompareTool.vue';
import ComparisonView from '../../../src-renderer/components/images/ComparisonView.vue';
import ConvertDialog from '../../../src-renderer/components/images/ConvertDialog.vue';
import FileActions from '../../../src-renderer/components/images/FileActions.vue';
import FileVerdict from '../../../src-renderer/components/images/FileVerdict.vue';
import NvsBuildDialog from '../../../src-renderer/components/images/NvsBuildDialog.vue';
import NvsSection from '../../../src-renderer/components/images/NvsSection.vue';
import OtaSection from '../../../src-renderer/components/images/OtaSection.vue';
import ReportView from '../../../src-renderer/components/images/ReportView.vue';
import { provideFirmwarePicker } from '../../../src-renderer/composables/use-firmware-picker';
import { useAppStore } from '../../../src-renderer/stores/app-store';
import { useChipsStore } from '../../../src-renderer/stores/chips-store';
import { useCompareStore } from '../../../src-renderer/stores/compare-store';
import { useImagesStore } from '../../../src-renderer/stores/images-store';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { useTableStore } from '../../../src-renderer/stores/table-store';
import type { FileReport } from '../../../src-shared/model/file-report';
import type { NvsContents } from '../../../src-shared/model/nvs';
import { reportOf, sampleImageReport } from '../../support/sample-files';
import { imported, sampleFirmware, sampleItem, samplePartitions } from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
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

async function mounted(
  component: Component,
  props: Record<string, unknown>,
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
  await useChipsStore().load();
  await flushPromises();
  return bench;
}

const named = (wrapper: VueWrapper, id: string) => wrapper.find(`[data-testid="${id}"]`);
const inBody = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);

describe('the verdict on a file', () => {
  const verdict = async (report: FileReport) => (await mounted(FileVerdict, { report })).wrapper;

  it('is good only for what was calculated again', async () => {
    const wrapper = await verdict(reportOf({}));
    expect(named(wrapper, 'check-right').text()).toBe('checksum and SHA-256 are right.');
    expect(named(wrapper, 'check-wrong').exists()).toBe(false);
  });

  it('names both values of what is wrong', async () => {
    const image = { ...sampleImageReport, checksum: { stored: 0x5a, calculated: 0xc3 } };
    const wrapper = await verdict(reportOf({ image }));
    const text = named(wrapper, 'check-wrong').text();
    for (const words of ['The checksum is wrong.', '0x5a', '0xc3']) expect(text).toContain(words);
    expect(named(wrapper, 'check-right').text()).toBe('SHA-256 is right.');
  });

  it('says nothing of a file that nothing can be said of', async () => {
    const wrapper = await verdict(reportOf({ format: 'data', image: null }));
    expect(named(wrapper, 'file-verdict').exists()).toBe(false);
  });

  it('says of an image without a digest that it has none', async () => {
    const wrapper = await verdict(reportOf({ image: { ...sampleImageReport, digest: null } }));
    expect(named(wrapper, 'check-note').text()).toContain('no SHA-256');
  });

  it('names the damaged one of several images and counts the others', async () => {
    const damaged = { ...sampleImageReport, digest: { stored: 'aa', calculated: 'bb' } };
    const images = [
      { name: '', address: 0, image: { ...sampleImageReport, role: 'bootloader' as const } },
      { name: 'ota_1', address: 0x20000, image: damaged },
    ];
    const wrapper = await verdict(reportOf({ format: 'merged-image', images }));
    expect(named(wrapper, 'check-wrong').text()).toContain('SHA-256 of ota_1 is wrong');
    expect(named(wrapper, 'check-right').text()).toContain('the other 3 checksums and digests');
  });
});

describe('what can be done with a file', () => {
  const actions = (report: FileReport, scripted: Partial<Handlers> = {}) =>
    mounted(FileActions, { report }, scripted);

  it('is taking it to the Flash page', async () => {
    const { wrapper, station } = await actions(reportOf({}), {
      'firmware:import': () => imported(sampleFirmware),
    });
    await named(wrapper, 'use-in-layout').trigger('click');
    await flushPromises();
    expect(station.sent('firmware:import')).toMatchObject([
      { sources: [{ type: 'file', file: 'token-greenhouse.bin' }], chip: 'esp32c3' },
    ]);
    expect(useAppStore().page).toBe('flash');
    expect(useLayoutStore().items).toHaveLength(3);
  });

  it('is comparing it with another', async () => {
    const { wrapper } = await actions(reportOf({}));
    await named(wrapper, 'compare-with').trigger('click');
    expect(useImagesStore().tool).toBe('compare');
    expect(useCompareStore().first?.name).toBe('greenhouse.bin');
  });

  it('is editing its partition table, where it has one', async () => {
    const table = { rows: samplePartitions, tableOffset: 0x8000, hasMd5: true };
    const { wrapper } = await actions(reportOf({ format: 'partition-table', image: null, table }));
    await named(wrapper, 'edit-partitions').trigger('click');
    expect(useImagesStore().tool).toBe('partitions');
    expect(useTableStore().opened?.table).toEqual(table);
    const without = await actions(reportOf({}));
    expect(named(without.wrapper, 'edit-partitions').exists()).toBe(false);
  });

  it('is for settings in CSV building what goes into their partition', async () => {
    const { wrapper } = await actions(reportOf({ format: 'nvs-csv', image: null }));
    expect(named(wrapper, 'use-in-layout').exists()).toBe(false);
    expect(named(wrapper, 'convert-file').exists()).toBe(false);
    expect(named(wrapper, 'build-nvs').exists()).toBe(true);
  });

  it('is nothing on a board for an empty file', async () => {
    const { wrapper } = await actions(reportOf({ format: 'empty', image: null }));
    expect(named(wrapper, 'use-in-layout').attributes('disabled')).toBeDefined();
  });
});

describe('a whole flash image', () => {
  const part = { name: 'ota_0', kind: 'app', address: 0x20000, sizeBytes: 0x2000, memoryTypes: [] } as const;
  const report = reportOf({ name: 'all.bin', format: 'merged-image', parts: [part] });

  it('gives one part of it to the Flash page, at the place that it has there', async () => {
    const inside = sampleItem({ id: 'p', name: 'ota_0.bin', file: 'part-token', offset: 0x20000 });
    const { wrapper, station } = await mounted(
      ReportView,
      { report },
      {
        'firmware:import': ({ merged, sources: [source] }) =>
          imported({
            ...sampleFirmware,
            items:
              source?.type === 'file' && source.file === 'part-token'
                ? [{ ...inside, offset: 0x10000 }]
                : merged === 'split'
                  ? [sampleItem({ id: 'b', name: 'boot.bin', offset: 0 }), inside]
                  : [],
          }),
      },
    );
    await named(wrapper, 'use-part').trigger('click');
    await flushPromises();
    expect(station.sent('firmware:import').map(({ sources }) => sources)).toEqual([
      [{ type: 'file', file: 'token-all.bin' }],
      [{ type: 'file', file: 'part-token' }],
    ]);
    expect(useLayoutStore().items.map(({ name, offset }) => [name, offset])).toEqual([
      ['ota_0.bin', 0x20000],
    ]);
  });
});

describe('settings', () => {
  const contents: NvsContents = {
    version: 2,
    sizeBytes: 0x3000,
    pages: [{ state: 'active', sequence: 0, written: 10, erased: 2, free: 114 }],
    entries: [
      { namespace: 'wifi', key: 'ssid', type: 'string', value: 'Home', sizeBytes: 5, page: 0 },
      { namespace: 'app', key: 'key', type: 'blob', value: 'ab'.repeat(100), sizeBytes: 100, page: 0 },
    ],
    problems: [],
    encrypted: false,
  };

  it('are listed by namespace; a long value is cut until it is wanted', async () => {
    const { wrapper } = await mounted(NvsSection, { nvs: contents });
    expect(wrapper.findAll('[data-testid="nvs-namespace"]').map((group) => group.find('h3').text())).toEqual([
      'wifi1 entry',
      'app1 entry',
    ]);
    expect(wrapper.find('[data-testid="hex-dump"]').exists()).toBe(false);
    await named(wrapper, 'nvs-expand').trigger('click');
    expect(wrapper.find('[data-testid="hex-dump"]').text()).toContain('ab ab ab ab');
  });

  it('that are encrypted say so and show how full their pages are', async () => {
    const { wrapper } = await mounted(NvsSection, { nvs: { ...contents, entries: [], encrypted: true } });
    expect(named(wrapper, 'nvs-encrypted').text()).toContain('encrypted');
    expect(named(wrapper, 'nvs-page').text()).toContain('10 entries written, 2 erased, 114 free');
  });

  it('are built only into whole pages, and enough of them', async () => {
    const { station } = await mounted(
      NvsBuildDialog,
      {
        report: reportOf({ format: 'nvs-csv', image: null }),
      },
      { 'nvs:export': () => null },
    );
    const images = useImagesStore();
    images.report = reportOf({ format: 'nvs-csv', image: null });
    images.dialog = 'build-nvs';
    await flushPromises();
    const size = inBody('nvs-size') as HTMLInputElement;
    const confirm = inBody('nvs-confirm') as HTMLButtonElement;
    for (const [typed, isPossible] of [
      ['0x6100', false],
      ['0x2000', false],
      ['', false],
      ['24K', true],
    ] as const) {
      size.value = typed;
      size.dispatchEvent(new Event('input'));
      await flushPromises();
      expect(!confirm.disabled, typed).toBe(isPossible);
    }
    confirm.click();
    await flushPromises();
    expect(station.sent('nvs:export')).toMatchObject([{ to: 'bin', sizeBytes: 0x6000, version: 2 }]);
  });
});

describe('the OTA selection', () => {
  it('is told by the name of the slot where the table is at hand', async () => {
    const rows = [
      { ...samplePartitions[2]!, name: 'left', subtype: 0x10 },
      { ...samplePartitions[2]!, name: 'right', subtype: 0x11 },
    ];
    const otaData = {
      copies: [null, { sequence: 2, state: 'valid', crcValid: true }],
      activeSequence: 2,
    };
    const { wrapper } = await mounted(OtaSection, { otaData, rows });
    expect(wrapper.text()).toContain('“right”');
    const without = await mounted(OtaSection, { otaData, rows: null });
    expect(without.wrapper.text()).not.toContain('starts “');
  });
});

describe('the dialog for converting', () => {
  it('waits for what it cannot know', async () => {
    const report = reportOf({ format: 'elf', image: null, chip: null });
    const elf = {
      ...report,
      elf: { machine: 'risc-v', entryPoint: 0, chips: ['esp32c3', 'esp32'] },
    } as const;
    await mounted(ConvertDialog, { report: elf });
    useImagesStore().dialog = 'convert';
    await flushPromises();
    expect(inBody('convert-missing')?.textContent).toContain('chip');
    expect((inBody('convert-confirm') as HTMLButtonElement).disabled).toBe(true);
    useImagesStore().dialog = null;
    await flushPromises();
  });

  it('takes from the file what it tells', async () => {
    const report = reportOf({ flashOffset: 0x20000 });
    const { station } = await mounted(ConvertDialog, { report }, { 'image:convert': () => null });
    const images = useImagesStore();
    images.report = report;
    images.dialog = 'convert';
    await flushPromises();
    inBody('convert-confirm')?.click();
    await flushPromises();
    expect(station.sent('image:convert')).toMatchObject([{ to: 'uf2', chip: 'esp32c3', offset: 0x20000 }]);
  });
});

describe('a comparison', () => {
  const one = reportOf({ name: 'a.bin' });
  const other = reportOf({ name: 'b.bin', sha256: 'ff'.repeat(32) });

  it('says plainly that two files are identical', async () => {
    const comparison = { first: one, second: one, identical: true, facts: [], differingBytes: 0, ranges: [] };
    const { wrapper } = await mounted(ComparisonView, { comparison });
    expect(named(wrapper, 'comparison').text()).toBe('Identical: every byte is the same.');
  });

  it('tells the same contents from the same file', async () => {
    const comparison = {
      first: one,
      second: other,
      identical: true,
      facts: [],
      differingBytes: 0,
      ranges: [],
    };
    const { wrapper } = await mounted(ComparisonView, { comparison });
    expect(named(wrapper, 'comparison').text()).toContain('The same contents');
  });

  it('names what differs in words, sizes to the byte, and then the bytes', async () => {
    const comparison = {
      first: one,
      second: other,
      identical: false,
      facts: [
        { fact: 'image.segments.0.sizeBytes', first: '831488', second: '831489' },
        { fact: 'image.app.version', first: '1.4.2', second: '' },
      ],
      differingBytes: 2,
      ranges: [{ offset: 0x20, sizeBytes: 2, expected: 'dead', actual: 'beef' }],
    };
    const { wrapper } = await mounted(ComparisonView, { comparison });
    expect(wrapper.findAll('[data-testid="fact-difference"]').map((row) => row.text())).toEqual([
      'Image › Segment 1 › Size831,488 bytes831,489 bytes',
      'Image › Application › Version1.4.2not there',
    ]);
    expect(named(wrapper, 'difference').text()).toContain('be ef');
    expect(named(wrapper, 'differences').text()).toContain('b.bin');
  });

  it('has a place for each file', async () => {
    const { wrapper } = await mounted(CompareTool, {});
    expect(named(wrapper, 'compare-first-choose').exists()).toBe(true);
    await useCompareStore().put('first', one);
    await flushPromises();
    expect(named(wrapper, 'compare-first').text()).toContain('a.bin');
    expect(named(wrapper, 'compare-second-choose').exists()).toBe(true);
  });
});
