import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { parsePartitionTable } from '../../../src-main/engine/image/partition-table';
import { buildOtaData } from '../../../src-main/engine/partitions/ota-data';
import { bootloaderFor, merge, otaTable } from '../firmware/sample-images';
import { folderWith } from '../firmware/temp-folder';
import { fakeIo } from './fake-io';

const csv = [
  'nvs,      data, nvs,     ,         0x4000,',
  'otadata,  data, ota,     ,         0x2000,',
  'ota_0,    app,  ota_0,   0x20000,  0x180000,',
  'ota_1,    app,  ota_1,   ,         0x180000,',
  'storage,  data, spiffs,  ,         512K,',
].join('\n');

async function kiln(files: Readonly<Record<string, Uint8Array | string>>, ...argv: readonly string[]) {
  const folder = await folderWith(files);
  const fake = fakeIo();
  const placed = argv.map((argument) => (/\.\w+$/.test(argument) ? join(folder, argument) : argument));
  const status = await runCli(['partitions', ...placed], fake.io);
  return {
    status,
    out: fake.out(),
    err: fake.err(),
    read: (name: string) => readFileSync(join(folder, name)),
  };
}

describe('kiln partitions', () => {
  it('makes a binary of a CSV file, and a CSV file of a binary', async () => {
    const bin = await kiln({ 'in.csv': csv }, 'to-bin', 'in.csv', 'out.bin');
    expect([bin.status, bin.err]).toEqual([0, '']);
    expect(bin.out).toBe('Wrote 5 partitions to “out.bin”.\n');
    expect(new Uint8Array(bin.read('out.bin'))).toEqual(otaTable);

    const text = await kiln({ 'in.bin': otaTable }, 'to-csv', 'in.bin', 'out.csv');
    expect(text.status).toBe(0);
    expect(text.read('out.csv').toString()).toBe(
      [
        '# ESP-IDF Partition Table',
        '# Name, Type, SubType, Offset, Size, Flags',
        'nvs,data,nvs,0x9000,16K,',
        'otadata,data,ota,0xd000,8K,',
        'ota_0,app,ota_0,0x20000,1536K,',
        'ota_1,app,ota_1,0x1a0000,1536K,',
        'storage,data,spiffs,0x320000,512K,',
        '',
      ].join('\n'),
    );
  });

  it('prints CSV where no file is named', async () => {
    expect((await kiln({ 'in.bin': otaTable }, 'to-csv', 'in.bin')).out).toContain('\nstorage,data,spiffs,');
  });

  it('moves everything with the table', async () => {
    const { read } = await kiln({ 'in.csv': csv }, 'to-bin', '--offset', '0xa000', 'in.csv', 'out.bin');
    expect(parsePartitionTable(read('out.bin')).entries[0]?.offset).toBe(0xb000);
  });

  it('writes nothing of a table that would not work', async () => {
    const { status, err, read } = await kiln(
      { 'in.csv': csv.replace('0x20000', '0xe000'), 'out.bin': 'as it was' },
      ...['to-bin', 'in.csv', 'out.bin'],
    );
    expect(status).toBe(2);
    expect(err).toContain('“ota_0” is at 0xe000, which is no multiple of 0x10000');
    expect(err).toContain('“ota_0” begins at 0xe000, before the end of “otadata” at 0xf000');
    expect(read('out.bin').toString()).toBe('as it was');
  });

  it('names the line of a fault in the text', async () => {
    const { status, err } = await kiln(
      { 'in.csv': `${csv}\nlast,data,fat,,` },
      'to-bin',
      'in.csv',
      'out.bin',
    );
    expect([status, err.split('\n')[0]]).toEqual([
      2,
      'Error: Line 6 of the partition table is wrong: the size is missing.',
    ]);
  });

  it('warns, and goes on', async () => {
    const { status, err } = await kiln(
      { 'in.csv': csv.replace('512K', '0x7f800') },
      'to-bin',
      'in.csv',
      'out.bin',
    );
    expect([status, err]).toEqual([
      0,
      'Warning: “storage” has 0x7f800 bytes, which is no multiple of 0x1000.\n',
    ]);
  });

  it('says of a table whether it fits a flash', async () => {
    expect(await kiln({ 'in.csv': csv }, 'check', 'in.csv', '--flash-size', '4MB')).toMatchObject({
      status: 0,
      out: 'Nothing is wrong with this table: 5 partitions, up to 0x3a0000.\n',
    });
    const small = await kiln({ 'in.csv': csv }, 'check', 'in.csv', '--flash-size', '2MB');
    expect(small.status).toBe(2);
    expect(small.err).toContain('“storage” ends at 3801088 bytes, which a flash of 2MB does not have');
  });

  it('shows the table of a merged image, what starts, and what OTA data says', async () => {
    const image = merge(
      [0, bootloaderFor('esp32c3')],
      [0x8000, otaTable],
      [
        0xd000,
        buildOtaData([
          { sequence: 1, state: 'valid' },
          { sequence: 2, state: 'new' },
        ]),
      ],
    );
    const { status, out } = await kiln({ 'all.bin': image }, 'show', 'all.bin', '--flash-size', '4MB');
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([
      'Partition table at 0x8000, 5 partitions',
      '',
      'Name     Type  Subtype  Offset    End       Size   Flags',
      'nvs      data  nvs      0x9000    0xd000    16K',
      'otadata  data  ota      0xd000    0xf000    8K',
      'ota_0    app   ota_0    0x20000   0x1a0000  1536K',
      'ota_1    app   ota_1    0x1a0000  0x320000  1536K',
      'storage  data  spiffs   0x320000  0x3a0000  512K',
      '',
      '384K free up to the end of a flash of 4MB.',
      '',
      'What starts',
      '“ota_1” starts: copy 2 of the OTA data says so (sequence 2).',
      'Should its app be damaged: ota_0.',
      '',
      'OTA data',
      'Copy 1: sequence 1, confirmed',
      'Copy 2: sequence 2, new, not yet started',
      '',
    ]);
  });

  it('shows faulty tables too, and what is wrong with them', async () => {
    const { status, out } = await kiln({ 'in.csv': csv.replace('0x2000,', '0x1000,') }, 'show', 'in.csv');
    expect(status).toBe(0);
    expect(out).toContain('Wrong: the OTA data partition “otadata” has 0x1000 bytes; it needs 0x2000.');
    expect(out).toContain('“ota_0” starts as long as the OTA data partition is blank.');
  });

  it('shows a table that nothing ends, but makes nothing of it', async () => {
    const files = { 'in.bin': otaTable.subarray(0, 64) };
    expect((await kiln(files, 'show', 'in.bin')).out).toContain('2 partitions, without MD5');
    expect(await kiln(files, 'to-csv', 'in.bin')).toMatchObject({ status: 2, out: '' });
  });

  it.each([
    ['text of another kind', 'hello world\n', 'Line 1 of the partition table is wrong: the type is missing.'],
    ['a file of comments', '# nothing\n', 'This is not a partition table: it has no rows.'],
    ['other bytes', new Uint8Array(64), 'This is not a partition table: it is neither binary nor text.'],
  ])('refuses %s', async (_, content, message) => {
    const { status, err } = await kiln({ 'in.dat': content }, 'show', 'in.dat');
    expect([status, err.split('\n')[0]]).toEqual([2, `Error: ${message}`]);
  });

  it('reads text as Windows saves it', async () => {
    const utf16 = Buffer.from(`\ufeff${csv.replaceAll('\n', '\r\n')}`, 'utf16le');
    expect((await kiln({ 'in.csv': new Uint8Array(utf16) }, 'check', 'in.csv')).status).toBe(0);
  });
});
