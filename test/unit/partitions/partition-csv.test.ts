import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPartitionTable, parsePartitionTable } from '../../../src-main/engine/image/partition-table';
import { formatPartitionCsv, parsePartitionCsv } from '../../../src-main/engine/partitions/partition-csv';
import { AppError } from '../../../src-shared/errors/app-error';
import type { PartitionDraft } from '../../../src-shared/model/partition-table';
import { fitPartitionName, isNameForCsv } from '../../../src-shared/partitions/partition-name';
import { draft } from './sample-drafts';

/** The one row that a line makes. */
function rowOf(line: string, options: Parameters<typeof parsePartitionCsv>[1] = {}): PartitionDraft {
  const [row, ...others] = parsePartitionCsv(line, options);
  if (row === undefined || others.length > 0) throw new Error(`not one row: ${line}`);
  return row;
}

function refusalOf(text: string): AppError {
  try {
    parsePartitionCsv(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a partition CSV', () => {
  it('has comments, blank lines, blank fields and any kind of line end', () => {
    const text = '# Name, Type\r\n\r\n  nvs , data, nvs,, 0x6000\rfactory,app,factory,0x10000,1M,,\n';
    expect(parsePartitionCsv(text)).toEqual([
      draft('nvs', 1, 2, 0x6000),
      draft('factory', 0, 0, 0x10_0000, { offset: 0x1_0000 }),
    ]);
  });

  it('may begin with the mark of UTF-8', () => {
    expect(rowOf('\ufeffnvs,data,nvs,,24K').name).toBe('nvs');
  });

  it('has flags joined by colons', () => {
    expect(rowOf('a,data,nvs,,4K,encrypted:readonly')).toMatchObject({ encrypted: true, readOnly: true });
    expect(rowOf('a,data,nvs,,4K,readonly')).toMatchObject({ encrypted: false, readOnly: true });
  });

  it('has numbers for types of its own, and “undefined” for a subtype that is left out', () => {
    expect(rowOf('a,0x40,0x07,,4K')).toMatchObject({ type: 0x40, subtype: 7 });
    expect(rowOf('a,data,,,4K')).toMatchObject({ type: 1, subtype: 6 });
  });

  it('has negative sizes for “up to this offset”, behind the rows before', () => {
    expect(rowOf('a,data,fat,0x10000,-4M').sizeBytes).toBe(0x3f_0000);
    const [, second] = parsePartitionCsv('a,data,nvs,,24K\nb,app,factory,,-0x100000\n');
    expect(second).toMatchObject({ offset: null, sizeBytes: 0xf_0000 });
    expect(refusalOf('a,data,nvs,,24K\nb,app,factory,0x200000,-1M').context).toEqual({
      line: 2,
      reason: 'it would end before it begins',
    });
  });

  it('has rows about bootloader and table that builds fill in', () => {
    const options = { tableOffset: 0xa000, bootloaderOffset: 0x2000, recoveryBootloaderOffset: 0x3f_0000 };
    const text = [
      'bootloader, bootloader, primary, N/A, N/A',
      'table, partition_table, primary, N/A, N/A',
      'spare, bootloader, ota, , N/A',
      'saved, bootloader, recovery, N/A, N/A',
    ].join('\n');
    expect(parsePartitionCsv(text, options)).toEqual([
      draft('bootloader', 2, 0, 0x8000, { offset: 0x2000 }),
      draft('table', 3, 0, 0x1000, { offset: 0xa000 }),
      draft('spare', 2, 1, 0x8000),
      draft('saved', 2, 2, 0x8000, { offset: 0x3f_0000 }),
    ]);
    expect(parsePartitionCsv(text)[0]).toEqual(draft('bootloader', 2, 0, 0));
    expect(rowOf('bootloader,bootloader,primary,0x1000,28K')).toMatchObject({
      offset: 0x1000,
      sizeBytes: 0x7000,
    });
  });

  it.each([
    ['a', 'the type is missing'],
    ['a,dta,nvs,,4K', '“dta” is no type; there are app, data, bootloader, partition_table'],
    ['a,app,,,1M', 'an app needs a subtype'],
    ['a,0x40,custom,,4K', '“custom” is no subtype; a number up to 255 is needed'],
    ['a,data,nvs,,', 'the size is missing'],
    ['a,data,nvs,0x9000', 'the size is missing'],
    ['a,data,nvs,,4MB', '“4MB” is no number of bytes, such as 0x9000, 24K or 1M'],
    ['a,data,nvs,here,4K', '“here” is no number of bytes, such as 0x9000, 24K or 1M'],
    ['a,data,nvs,-0x9000,4K', 'the offset “-0x9000” is below 0'],
    ['a,data,nvs,,5000M', '“5000M” is more than any flash has'],
    ['a,data,nvs,,4K,secret', '“secret” is no flag; there are encrypted, readonly'],
    ['a,data,nvs,$START,4K', '“$START” stands for something that only a build knows'],
    ['a,data,nvs,,${SIZE}', '“${SIZE}” stands for something that only a build knows'],
  ])('is refused for “%s”', (line, reason) => {
    const error = refusalOf(`# first\n${line}\n`);
    expect(error.code).toBe('partition-csv-invalid');
    expect(error.context).toEqual({ line: 2, reason });
  });

  it('names a wrong subtype with those that there are', () => {
    expect(refusalOf('a,data,nvsx,,4K').message).toContain('“nvsx” is no subtype; there are ota, phy, nvs,');
  });

  it('says as much of a long line as a message has room for', () => {
    expect(refusalOf(`a,${'x'.repeat(100_000)},nvs,,4K`).message.length).toBeLessThan(300);
    expect(refusalOf('\n'.repeat(2_000_000)).context).toMatchObject({ line: 1 });
  });

  it('is not written with names that would not come back', () => {
    for (const name of ['a,b', ' a', '#a', 'a\nb', '$a', '\ufffd'])
      expect(() => formatPartitionCsv([draft(name, 1, 2, 0x4000)])).toThrow(/cannot be written/);
  });
});

const name = fc.string({ unit: 'grapheme', maxLength: 20 }).map(fitPartitionName);
const row = fc.record({
  name,
  type: fc.nat({ max: 255 }),
  subtype: fc.nat({ max: 255 }),
  offset: fc.nat({ max: 0xffff_ffff }),
  sizeBytes: fc.nat({ max: 0xffff_ffff }),
  encrypted: fc.boolean(),
  readOnly: fc.boolean(),
});
/** Builds fill in where bootloader and table lie: only other rows come back as they were. */
const otherRow = row.filter(({ name: text, type }) => isNameForCsv(text) && type !== 2 && type !== 3);

describe('partition tables', () => {
  it('come back from CSV as they were', () => {
    fc.assert(
      fc.property(fc.array(otherRow), (rows) => {
        expect(parsePartitionCsv(formatPartitionCsv(rows))).toEqual(rows);
      }),
    );
  });

  it('come back from CSV without the offsets that were left out', () => {
    const mayBeBlank = otherRow.chain((given) =>
      fc.boolean().map((blank) => (blank ? { ...given, offset: null } : given)),
    );
    fc.assert(
      fc.property(fc.array(mayBeBlank), (rows) => {
        expect(parsePartitionCsv(formatPartitionCsv(rows))).toEqual(rows);
      }),
    );
  });

  it('come back from binary as they were, with the MD5 and without', () => {
    // Of a name in flash, zero is the end.
    const binaryRow = row.filter((given) => !given.name.includes('\0'));
    const rows = fc.array(binaryRow, { minLength: 1, maxLength: 94 });
    fc.assert(
      fc.property(rows, fc.boolean(), (entries, md5) => {
        expect(parsePartitionTable(buildPartitionTable(entries, { md5 }))).toEqual({ entries, hasMd5: md5 });
      }),
    );
  });

  it('are the same bytes after a way through CSV', () => {
    fc.assert(
      fc.property(fc.array(otherRow, { minLength: 1, maxLength: 94 }), (entries) => {
        const bytes = buildPartitionTable(entries);
        const back = parsePartitionCsv(formatPartitionCsv(parsePartitionTable(bytes).entries));
        const offsets = back.map((given, index) => ({ ...given, offset: given.offset ?? index }));
        expect(buildPartitionTable(offsets)).toEqual(bytes);
      }),
    );
  });
});
