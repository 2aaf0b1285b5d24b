import { describe, expect, it } from 'vitest';
import { formatPartitionSize, parsePartitionNumber } from '../../../src-shared/partitions/partition-number';
import {
  parsePartitionSubtype,
  parsePartitionType,
  partitionSubtypeName,
  partitionTypeName,
  partitionTypes,
  subtypesOf,
} from '../../../src-shared/partitions/partition-types';

describe('names of partition types', () => {
  it('come back as the numbers that they stand for', () => {
    for (const type of partitionTypes) {
      expect(parsePartitionType(type.name)).toBe(type.value);
      expect(partitionTypeName(type.value)).toBe(type.name);
      for (const subtype of subtypesOf(type.value)) {
        expect(parsePartitionSubtype(type.value, subtype.name)).toBe(subtype.value);
        expect(partitionSubtypeName(type.value, subtype.value)).toBe(subtype.name);
      }
    }
  });

  it.each([
    [0, 'ota_15', 0x1f],
    [0, 'tee_1', 0x31],
    [1, 'coredump', 3],
    [1, 'littlefs', 0x83],
    [1, 'tee_ota', 0x90],
    [2, 'recovery', 2],
    [3, 'ota', 1],
  ])('know that in type %i %s is %i', (type, name, subtype) => {
    expect(parsePartitionSubtype(type, name)).toBe(subtype);
  });

  it('are read in any case, as numbers too, and from the right type only', () => {
    expect(parsePartitionType('DATA')).toBe(1);
    expect(parsePartitionType('0x40')).toBe(0x40);
    expect(parsePartitionSubtype(0x40, '7')).toBe(7);
    expect(parsePartitionSubtype(0, 'nvs')).toBeNull();
    expect(parsePartitionType('256')).toBeNull();
    expect(parsePartitionType('-1')).toBeNull();
    expect(parsePartitionType('toString')).toBeNull();
    expect(parsePartitionType('')).toBeNull();
  });

  it('are numbers where there is no name', () => {
    expect(partitionTypeName(0x40)).toBe('0x40');
    expect(partitionSubtypeName(1, 7)).toBe('0x07');
  });
});

describe('numbers of partition tables', () => {
  it.each([
    ['0x9000', 0x9000],
    ['4096', 4096],
    ['64K', 0x1_0000],
    ['1m', 0x10_0000],
    ['0x10 k', 0x4000],
    ['-4M', -0x40_0000],
    ['0b1_0', 2],
    ['0o17', 15],
    ['00', 0],
    ['-0', 0],
  ])('take %s', (text, value) => {
    expect(parsePartitionNumber(text)).toBe(value);
  });

  it.each([
    '',
    'K',
    '010',
    '0x',
    '1__0',
    '_1',
    '1_',
    '1.5M',
    '12 34',
    '0xg',
    '4MB',
    '- 4',
    '1e3',
    '9'.repeat(400),
  ])('refuse “%s”', (text) => {
    expect(parsePartitionNumber(text)).toBeNull();
  });

  it('are written in the largest unit that divides them', () => {
    expect([0x10_0000, 0xe_0000, 0x400, 0x200, 0].map(formatPartitionSize)).toEqual([
      '1M',
      '896K',
      '1K',
      '0x200',
      '0M',
    ]);
  });
});
