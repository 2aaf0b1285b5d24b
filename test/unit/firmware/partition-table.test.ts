import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { buildPartitionTable, parsePartitionTable } from '../../../src-main/engine/image/partition-table';
import { golden, withoutGolden } from '../../support/golden';
import { entry, otaPartitions, otaTable } from './sample-images';

describe('partition table', () => {
  it('gives back what was built, and knows its MD5', () => {
    expect(parsePartitionTable(otaTable)).toEqual({ entries: otaPartitions, hasMd5: true });
  });

  it('keeps flags, and names of the full length', () => {
    const entries = [
      { ...entry('a-name-of-16-chr', 1, 0x40, 0x1_0000, 0x1000), encrypted: true, readOnly: true },
    ];
    expect(parsePartitionTable(buildPartitionTable(entries)).entries).toEqual(entries);
  });

  it('is built without the MD5 where that is asked for', () => {
    const plain = buildPartitionTable(otaPartitions, { md5: false });
    expect(plain.length).toBe(otaTable.length);
    expect(parsePartitionTable(plain)).toEqual({ entries: otaPartitions, hasMd5: false });
  });

  it('reads rows that nothing ends, unless that is refused, as the generator does', () => {
    const [two, torn] = [otaTable.subarray(0, 64), otaTable.subarray(0, 80)];
    for (const bytes of [two, torn]) {
      expect(parsePartitionTable(bytes).entries).toEqual(otaPartitions.slice(0, 2));
      expect(() => parsePartitionTable(bytes, { mayEndEarly: false })).toThrow(/nothing ends it/);
    }
  });

  it('refuses a table that is full to its last byte, as bootloaders do', () => {
    const row = otaTable.subarray(0, 32);
    const full = Uint8Array.from({ length: 0xc00 }, (_, index) => row[index % 32] ?? 0);
    expect(() => parsePartitionTable(full)).toThrow(/nothing ends it/);
  });

  it('refuses rows whose MD5 is not theirs', () => {
    const changed = otaTable.slice();
    changed[5] = (changed[5] ?? 0) ^ 1;
    expect(() => parsePartitionTable(changed)).toThrow(/MD5 is wrong/);
  });

  it('refuses what has no rows, bytes that are no row, and rows behind the MD5', () => {
    expect(() => parsePartitionTable(new Uint8Array(0xc00).fill(0xff))).toThrow(/no rows/);
    expect(() => parsePartitionTable(new Uint8Array(64).fill(1))).toThrow(/row 1 has no mark/);
    const doubled = new Uint8Array(0xc00).fill(0xff);
    doubled.set(otaTable.subarray(0, 6 * 32));
    doubled.set(otaTable.subarray(0, 32), 6 * 32);
    expect(() => parsePartitionTable(doubled)).toThrow(/rows follow the MD5/);
  });

  it('refuses to build more rows or a longer name than there is room for', () => {
    const row = entry('x', 1, 1, 0, 0x1000);
    const rows = (length: number) => Array.from({ length }, () => row);
    for (const [most, md5] of [
      [94, true],
      [95, false],
    ] as const) {
      expect(parsePartitionTable(buildPartitionTable(rows(most), { md5 })).entries.length).toBe(most);
      expect(() => buildPartitionTable(rows(most + 1), { md5 })).toThrow(/too many rows/);
    }
    expect(() => buildPartitionTable([{ ...row, name: 'seventeen-letters' }])).toThrow(/too long/);
  });

  it('answers any bytes with a table or with its own error', () => {
    const startsLikeARow = fc.uint8Array({ maxLength: 4000 }).map((bytes) => {
      bytes.set([0xaa, 0x50].slice(0, bytes.length));
      return bytes;
    });
    fc.assert(
      fc.property(startsLikeARow, (bytes) => {
        try {
          expect(parsePartitionTable(bytes).entries.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).code).toBe('partition-table-invalid');
        }
      }),
    );
  });

  it.skipIf(withoutGolden)('reads and writes what Espressif’s generator makes', () => {
    const table = readFileSync(golden('expected/partitions-ota/table.bin'));
    const parsed = parsePartitionTable(table);
    expect(parsed.hasMd5).toBe(true);
    expect(Buffer.from(buildPartitionTable(parsed.entries)).equals(table)).toBe(true);
    const plain = readFileSync(golden('expected/partitions-ota-no-md5/table.bin'));
    expect(parsePartitionTable(plain)).toEqual({ entries: parsed.entries, hasMd5: false });
    expect(Buffer.from(buildPartitionTable(parsed.entries, { md5: false })).equals(plain)).toBe(true);
  });
});
