import { describe, expect, it } from 'vitest';
import {
  conversionNeeds,
  needsChip,
  needsOffset,
} from '../../../src-renderer/model/images/conversion-choices';
import { fileChecks } from '../../../src-renderer/model/images/file-checks';
import { memoryKind } from '../../../src-renderer/model/images/memory-kind';
import { nvsGroups } from '../../../src-renderer/model/images/nvs-groups';
import { otaSelection } from '../../../src-renderer/model/images/ota-selection';
import { drawAtOffsets, drawInRow } from '../../../src-renderer/model/images/parts-drawing';
import { renamed } from '../../../src-renderer/model/images/renamed';
import type { NvsContents, NvsEntry } from '../../../src-shared/model/nvs';
import { reportOf, sampleImageReport } from '../../support/sample-files';

const nvs = (change: Partial<NvsContents>): NvsContents => ({
  version: 2,
  sizeBytes: 0x3000,
  pages: [],
  entries: [],
  problems: [],
  encrypted: false,
  ...change,
});

const entry = (namespace: string, key: string, value: string): NvsEntry => ({
  namespace,
  key,
  value,
  type: 'string',
  sizeBytes: value.length + 1,
  page: 0,
});

describe('what a segment is for', () => {
  it.each([
    [['IROM'], 'flash-code'],
    [['DROM'], 'flash-data'],
    [['IROM', 'DROM'], 'flash'],
    [['IRAM'], 'ram-code'],
    [['DRAM', 'BYTE_ACCESSIBLE'], 'ram-data'],
    [['DIRAM_DRAM', 'DIRAM_IRAM'], 'ram'],
    [['RTC_IRAM', 'RTC_DATA'], 'retained'],
    [['PADDING'], 'padding'],
    [[], 'unknown'],
  ] as const)('%j is %s', (memoryTypes, kind) => {
    expect(memoryKind(memoryTypes)).toBe(kind);
  });
});

describe('what of a file was checked', () => {
  const checked = (change: Parameters<typeof reportOf>[0]) =>
    fileChecks(reportOf(change)).map(({ what, right }) => `${what} ${right ? 'right' : 'wrong'}`);

  it('is the checksum and the digest of an image', () => {
    expect(checked({})).toEqual(['checksum right', 'digest right']);
    const image = {
      ...sampleImageReport,
      checksum: { stored: 1, calculated: 2 },
      digest: { stored: 'aa', calculated: 'bb' },
    };
    expect(checked({ image })).toEqual(['checksum wrong', 'digest wrong']);
  });

  it('is nothing where the image carries nothing to check it by', () => {
    const image = { ...sampleImageReport, checksum: { stored: null, calculated: 2 }, digest: null };
    expect(checked({ image })).toEqual([]);
  });

  it('is only that it was cut off, where it was', () => {
    expect(checked({ image: { ...sampleImageReport, truncated: true } })).toEqual(['complete wrong']);
  });

  it('names the image where there are several', () => {
    const damaged = { ...sampleImageReport, digest: { stored: 'aa', calculated: 'bb' } };
    const images = [
      { name: '', address: 0, image: sampleImageReport },
      { name: 'ota_0', address: 0x20000, image: damaged },
    ];
    const wrong = fileChecks(reportOf({ format: 'merged-image', images })).filter(({ right }) => !right);
    expect(wrong.map(({ what, image }) => [what, image?.name])).toEqual([['digest', 'ota_0']]);
  });

  it('is the MD5 of a binary table, and nothing of a CSV', () => {
    const table = { rows: [], tableOffset: 0x8000, hasMd5: true };
    expect(checked({ format: 'partition-table', image: null, table })).toEqual(['table-md5 right']);
    expect(checked({ format: 'partition-csv', image: null, table })).toEqual([]);
  });

  it('is every entry of readable settings, and nothing of encrypted ones', () => {
    const entries = [entry('wifi', 'ssid', 'x')];
    const problems = [{ code: 'entry-damaged', page: 0, entry: 1 } as const];
    const of = (contents: NvsContents) => checked({ format: 'nvs', image: null, nvs: contents });
    expect(of(nvs({ entries }))).toEqual(['nvs right']);
    expect(of(nvs({ entries, problems }))).toEqual(['nvs wrong']);
    expect(of(nvs({ encrypted: true }))).toEqual([]);
    expect(of(nvs({}))).toEqual([]);
  });
});

describe('settings by namespace', () => {
  const entries = [entry('wifi', 'ssid', 'Home'), entry('app', 'name', 'x'), entry('wifi', 'pass', 'secret')];

  it('keep the order in which each comes first', () => {
    expect(nvsGroups(entries, '').map(({ namespace, entries: all }) => [namespace, all.length])).toEqual([
      ['wifi', 2],
      ['app', 1],
    ]);
  });

  it.each([
    ['SSID', ['ssid']],
    ['secret', ['pass']],
    [' app ', ['name']],
    ['nothing', []],
  ])('are found by %j', (wanted, keys) => {
    expect(nvsGroups(entries, wanted).flatMap((group) => group.entries.map(({ key }) => key))).toEqual(keys);
  });
});

describe('which application starts', () => {
  const slot = (name: string, subtype: number) => ({ name, type: 0, subtype });
  const data = (activeSequence: number | null) => ({ copies: [null, null], activeSequence });

  it('goes round the slots of the table', () => {
    const rows = [slot('factory', 0), slot('ota_0', 0x10), slot('ota_1', 0x11), slot('ota_2', 0x12)];
    expect([1, 2, 3, 4].map((sequence) => otaSelection(data(sequence), rows).name)).toEqual([
      'ota_0',
      'ota_1',
      'ota_2',
      'ota_0',
    ]);
  });

  it('is not guessed without a table', () => {
    expect(otaSelection(data(5), null)).toEqual({ sequence: 5, slots: null, slot: null, name: null });
  });

  it('is none before the first update', () => {
    expect(otaSelection(data(null), [slot('ota_0', 0x10)]).slot).toBeNull();
  });
});

describe('what a file can be turned into', () => {
  it.each([
    ['elf', ['bin', 'uf2', 'hex']],
    ['uf2', ['bin', 'hex']],
    ['intel-hex', ['bin', 'uf2']],
    ['data', ['uf2', 'hex']],
    ['nvs-csv', []],
    ['empty', []],
  ] as const)('%s: %j', (format, targets) => {
    expect(conversionNeeds(reportOf({ format, image: null })).targets).toEqual(targets);
  });

  it('stays a binary only to get other settings into its header', () => {
    expect(conversionNeeds(reportOf({})).targets).toContain('bin');
  });

  it('asks for an offset only where the result carries addresses that the file does not', () => {
    const image = conversionNeeds(reportOf({}));
    const hex = conversionNeeds(reportOf({ format: 'intel-hex', image: null }));
    expect([needsOffset(image, 'hex'), needsOffset(image, 'bin'), needsOffset(hex, 'uf2')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('asks for the chip of an ELF and of a UF2', () => {
    const elf = reportOf({ format: 'elf', image: null });
    expect([needsChip(elf, 'bin'), needsChip(reportOf({}), 'uf2'), needsChip(reportOf({}), 'hex')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the map of a file', () => {
  const ranges = [
    { start: 0x3fff_0000, end: 0x3fff_0400 },
    { start: 0x4000_0000, end: 0x4000_0c00 },
  ];

  it('lays parts in a row as wide as they are long, however far apart their addresses are', () => {
    const { places, ticks } = drawInRow(ranges, 0.01);
    expect(places.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.25],
      [0.25, 0.75],
    ]);
    expect(ticks).toEqual([]);
  });

  it('lays parts of flash at their offsets', () => {
    const [part] = drawAtOffsets([{ start: 0x80000, end: 0x100000 }], 0x100000, 0.01).places;
    expect(part).toEqual({ left: 0.5, width: 0.5 });
  });

  it('of nothing is empty', () => {
    expect(drawInRow([], 0.1).places).toEqual([]);
  });
});

describe('the name of what is made', () => {
  it.each([
    ['app.elf', 'app.bin'],
    ['v1.2.hex', 'v1.2.bin'],
    ['dump', 'dump.bin'],
    ['.hidden', '.hidden.bin'],
  ])('%s → %s', (name, made) => {
    expect(renamed(name, 'bin')).toBe(made);
  });
});
