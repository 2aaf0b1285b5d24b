import { describe, expect, it } from 'vitest';
import type { PartitionDraft, PartitionProblemCode } from '../../../src-shared/model/partition-table';
import { checkPartitions, type PartitionCheckOptions } from '../../../src-shared/partitions/check-partitions';
import { draft, otaDrafts, withoutRows, withRow } from './sample-drafts';

interface Fault {
  readonly rows: readonly PartitionDraft[];
  readonly severity: 'error' | 'warning';
  /** The rows named, by position. */
  readonly named: readonly number[];
  readonly context: Readonly<Record<string, string | number>>;
  readonly options?: Partial<PartitionCheckOptions>;
}

const options: PartitionCheckOptions = { tableOffset: 0x8000, flashSizeBytes: 0x40_0000 };
const many = Array.from({ length: 95 }, (_, index) => draft(`p${index}`, 0x40, index, 0x1000));

/** Each fault by itself, in a table that has no other. */
const faults: Record<PartitionProblemCode, Fault> = {
  'no-rows': { rows: [], severity: 'error', named: [], context: {} },
  'too-many-rows': {
    rows: [...many.slice(1), draft('main', 0, 0, 0x1_0000)],
    severity: 'error',
    named: [],
    context: { count: 95, most: 94 },
  },
  'name-missing': {
    rows: withRow('storage', { name: '' }),
    severity: 'warning',
    named: [6],
    context: { name: '#7' },
  },
  'name-too-long': {
    rows: withRow('storage', { name: 'files-of-the-user' }),
    severity: 'warning',
    named: [6],
    context: { name: 'files-of-the-use', cut: 'files-of-the-use' },
  },
  'name-twice': {
    rows: withRow('storage', { name: 'slot_a' }),
    severity: 'error',
    named: [4, 6],
    context: { name: 'slot_a' },
  },
  'name-not-for-csv': {
    rows: withRow('storage', { name: 'a, b' }),
    severity: 'warning',
    named: [6],
    context: { name: 'a, b' },
  },
  'name-misleading': {
    rows: withRow('storage', { name: 'fat' }),
    severity: 'warning',
    named: [6],
    context: { name: 'fat', kind: 'data/spiffs' },
  },
  'type-reserved': {
    rows: withRow('storage', { type: 5 }),
    severity: 'warning',
    named: [6],
    context: { name: 'storage', type: '0x05' },
  },
  'size-missing': {
    rows: withRow('storage', { sizeBytes: 0 }),
    severity: 'error',
    named: [6],
    context: { name: 'storage' },
  },
  'size-misaligned': {
    rows: withRow('slot_b', { sizeBytes: 0x10_0800 }, withRow('slot_a', { sizeBytes: 0x10_0800 })).map(
      (row) => (row.name === 'storage' ? { ...row, sizeBytes: 0x1000 } : row),
    ),
    severity: 'error',
    named: [4],
    context: { name: 'slot_a', size: '0x100800', alignment: '0x1000' },
  },
  'offset-misaligned': {
    rows: withRow('storage', { offset: 0x31_0800, sizeBytes: 0x1000 }),
    severity: 'error',
    named: [6],
    context: { name: 'storage', offset: '0x310800', alignment: '0x1000' },
  },
  'bootloader-offset-missing': {
    rows: [draft('boot', 2, 0, 0), ...otaDrafts],
    severity: 'error',
    named: [0],
    context: { name: 'boot' },
  },
  'overlaps-row': {
    rows: withRow('storage', { offset: 0x30_0000 }),
    severity: 'error',
    named: [6, 5],
    context: { name: 'storage', other: 'slot_b', offset: '0x300000', end: '0x310000' },
  },
  'overlaps-table': {
    rows: [draft('early', 1, 0x82, 0x1000, { offset: 0x8000 }), ...otaDrafts],
    severity: 'error',
    named: [0],
    context: { name: 'early', offset: '0x8000', free: '0x9000' },
  },
  'row-order': {
    rows: [...otaDrafts.slice(3), ...otaDrafts.slice(0, 3)].map((row) =>
      row.name === 'settings' ? { ...row, offset: 0x9000 } : row,
    ),
    severity: 'error',
    named: [4, 3],
    context: { name: 'settings', other: 'storage', offset: '0x9000', end: '0x400000' },
  },
  'past-end-of-flash': {
    rows: otaDrafts,
    options: { flashSizeBytes: 0x38_0000 },
    severity: 'error',
    named: [6],
    context: { name: 'storage', end: 0x40_0000, flash: '3584KB' },
  },
  'no-app': {
    rows: withoutRows(['main', 'slot_a', 'slot_b']),
    severity: 'warning',
    named: [],
    context: {},
  },
  'factory-twice': {
    rows: withRow('storage', { type: 0, subtype: 0 }),
    severity: 'warning',
    named: [3, 6],
    context: { name: 'main' },
  },
  'ota-slot-twice': {
    rows: withRow('main', { subtype: 0x11 }),
    severity: 'warning',
    named: [3, 5],
    context: { name: 'main', slot: 'ota_1' },
  },
  'otadata-missing': {
    rows: withoutRows(['otadata']),
    severity: 'warning',
    named: [3, 4],
    context: { name: 'slot_a' },
  },
  'otadata-twice': {
    rows: withRow('storage', { subtype: 0, sizeBytes: 0x2000 }),
    severity: 'error',
    named: [1, 6],
    context: { name: 'otadata' },
  },
  'otadata-size': {
    rows: withRow('otadata', { sizeBytes: 0x1000 }),
    severity: 'error',
    named: [1],
    context: { name: 'otadata', size: '0x1000' },
  },
  'read-only-not-possible': {
    rows: withRow('otadata', { readOnly: true }),
    severity: 'error',
    named: [1],
    context: { name: 'otadata' },
  },
  'nvs-too-small': {
    rows: withRow('settings', { sizeBytes: 0x2000 }),
    severity: 'error',
    named: [0],
    context: { name: 'settings', size: '0x2000', least: '0x3000' },
  },
  'ota-slots-uneven': {
    rows: withRow('slot_b', { sizeBytes: 0xf_0000 }),
    severity: 'warning',
    named: [5, 4],
    context: { name: 'slot_b', other: 'slot_a', size: '0xf0000', largest: '0x100000' },
  },
  'ota-slot-gap': {
    rows: withRow('slot_b', { subtype: 0x12 }),
    severity: 'warning',
    named: [4, 5],
    context: { name: 'slot_a', slot: 'ota_1' },
  },
};

describe('the check of partition tables', () => {
  it('finds nothing wrong with a table that is fine', () => {
    expect(checkPartitions(otaDrafts, options)).toEqual([]);
    expect(checkPartitions(otaDrafts, { ...options, secureBoot: 'v1' })).toEqual([]);
  });

  it.each(Object.entries(faults))('names %s, and that alone', (code, fault) => {
    const [first, ...others] = checkPartitions(fault.rows, { ...options, ...fault.options });
    const { severity, named: rows, context } = fault;
    // Two slots of the same odd size are one fault twice.
    expect(others.every((other) => other.code === first?.code)).toBe(true);
    expect(first).toEqual({ code, severity, rows, context });
  });

  it('measures apps by 64 KiB for secure boot version 1, and by a sector otherwise', () => {
    const rows = withRow('main', { sizeBytes: 0xf_8000 });
    expect(checkPartitions(rows, options)).toEqual([]);
    expect(checkPartitions(rows, { ...options, secureBoot: 'v1' })).toMatchObject([
      { code: 'size-misaligned', rows: [3] },
    ]);
  });

  it('warns of data that do not end with a sector, which cannot be written', () => {
    expect(checkPartitions(withRow('storage', { sizeBytes: 0x1800 }), options)).toMatchObject([
      { code: 'size-misaligned', severity: 'warning', rows: [6] },
    ]);
  });

  it('has room for one more row without the MD5', () => {
    const rows = [...many.slice(1), draft('main', 0, 0, 0x1_0000)];
    expect(checkPartitions(rows, { ...options, md5: false })).toEqual([]);
  });

  it('takes rows in any order where they come from a binary table', () => {
    const { rows } = faults['row-order'];
    expect(checkPartitions(rows, { ...options, rowOrder: 'any' })).toEqual([]);
  });

  it('lets bootloader and table in use lie before all others, but not in each other', () => {
    const inUse = [draft('table', 3, 0, 0x1000), draft('boot', 2, 0, 0x7000, { offset: 0x1000 })];
    expect(checkPartitions([...otaDrafts, ...inUse], options)).toEqual([]);
    const tooLarge = [draft('boot', 2, 0, 0x8000, { offset: 0x1000 }), ...otaDrafts];
    expect(checkPartitions(tooLarge, options)).toMatchObject([{ code: 'overlaps-table', rows: [0] }]);
  });

  it('sees a row that lies within one much earlier', () => {
    const rows = [
      draft('all', 0x40, 0, 0x10_0000, { offset: 0x1_0000 }),
      draft('first', 0x40, 1, 0x1000, { offset: 0x2_0000 }),
      draft('second', 0x40, 2, 0x1000, { offset: 0x4_0000 }),
      draft('main', 0, 0, 0x1_0000, { offset: 0x20_0000 }),
    ];
    expect(checkPartitions(rows, options).map(({ rows: named }) => named)).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('knows the end of 32 bits where nothing is known of the flash', () => {
    const rows = withRow('storage', { offset: 0xffff_f000, sizeBytes: 0x2000 });
    expect(checkPartitions(rows, { ...options, flashSizeBytes: null })).toMatchObject([
      { code: 'past-end-of-flash', rows: [6] },
    ]);
  });
});
