import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { readNvs } from '../../../src-main/engine/nvs/read-nvs';
import { fakeIo } from '../cli/fake-io';
import { folderWith } from '../firmware/temp-folder';
import { patternBytes } from '../image/build-image';
import { changeEntry, entryOffset, nvsImage } from './nvs-image';

const rows = [
  'wifi,namespace,,',
  'ssid,data,string,bench',
  'channel,data,u8,6',
  'cal,namespace,,',
  `table,data,hex2bin,${'5a'.repeat(40)}`,
];
const csv = ['key,type,encoding,value', ...rows, ''].join('\n');

async function kiln(...argv: readonly string[]) {
  const fake = fakeIo();
  const status = await runCli(['nvs', ...argv], fake.io);
  return { status, out: fake.out(), err: fake.err() };
}

const imageIn = (image: Uint8Array) =>
  folderWith({ 'nvs.bin': image }).then((folder) => join(folder, 'nvs.bin'));

describe('kiln nvs show', () => {
  it('shows pages, namespaces and values', async () => {
    const { status, out, err } = await kiln('show', await imageIn(nvsImage(rows)));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe(
      [
        '12288 bytes in 3 pages, format version 2',
        '',
        'Page  State    Sequence  Written  Erased  Free',
        '   0  active          0        9       0   117',
        '   1  blank           –        0       0   126',
        '   2  blank           –        0       0   126',
        '',
        'wifi',
        '  ssid     string  "bench"',
        '  channel  u8      6',
        '',
        'cal',
        `  table    blob    ${'5a'.repeat(32)}… (40 bytes)`,
        '',
      ].join('\n'),
    );
  });

  it('shows one namespace alone', async () => {
    const { out } = await kiln('show', await imageIn(nvsImage(rows)), '--namespace', 'cal');
    expect(out).toContain('table');
    expect(out).not.toContain('ssid');
  });

  it('names the namespaces where the one asked for is missing', async () => {
    const { status, err } = await kiln('show', await imageIn(nvsImage(rows)), '--namespace', 'x');
    expect(status).toBe(2);
    expect(err).toContain('wifi, cal');
    expect((await kiln('show', await imageIn(nvsImage([])), '--namespace', 'x')).err).toContain(
      'nor any other',
    );
  });

  it('prints everything as JSON', async () => {
    const image = nvsImage(rows);
    const { out } = await kiln('show', await imageIn(image), '--json');
    expect(JSON.parse(out)).toEqual(readNvs(image));
  });

  it('names what is damaged', async () => {
    const image = nvsImage(rows);
    image[entryOffset(0, 1)] = 0x77;
    const { status, out } = await kiln('show', await imageIn(image));
    expect(status).toBe(0);
    expect(out).toContain('Page 0, entry 1: the entry is damaged.');
    expect(out).toContain('channel');
    image[4096] = 0;
    expect((await kiln('show', await imageIn(image))).out).toContain('Page 1: its header is damaged');
  });

  it('says that contents are encrypted, whatever namespace is asked for', async () => {
    const image = nvsImage(rows);
    image.set(patternBytes(9 * 32, 4), entryOffset(0, 0));
    const { status, out } = await kiln('show', await imageIn(image), '--namespace', 'wifi');
    expect({ status, encrypted: out.includes('encrypted (NVS encryption)') }).toEqual({
      status: 0,
      encrypted: true,
    });
  });

  it('says that there is nothing', async () => {
    expect((await kiln('show', await imageIn(new Uint8Array(8192).fill(0xff)))).out).toContain(
      '8192 bytes in 2 pages, all of them blank',
    );
    expect((await kiln('show', await imageIn(nvsImage([])))).out).toContain('It holds no values.');
  });

  it('lets nothing in a partition steer the terminal', async () => {
    const image = nvsImage(['n,namespace,,', 't,data,string,"a\u001b[2J\u202eb"']);
    changeEntry(image, 0, 1, (raw) => raw.set([0x1b, 0x5b], 8));
    const { out } = await kiln('show', await imageIn(image));
    expect(out).toContain('\\u{1b}[  string  "a\\u{1b}[2J\\u{202e}b"');
    expect(out).not.toContain('\u001b');
  });

  it('refuses what is no NVS partition', async () => {
    const { status, err } = await kiln('show', await imageIn(patternBytes(4096, 1)));
    expect({ status, said: err.includes('none of its pages has a valid header') }).toEqual({
      status: 2,
      said: true,
    });
  });
});

describe('kiln nvs build and to-csv', () => {
  it('make a partition and the same CSV again', async () => {
    const folder = await folderWith({ 'in.csv': csv });
    const image = join(folder, 'nvs.bin');
    const built = await kiln('build', join(folder, 'in.csv'), image, '0x3000');
    expect(built).toEqual({ status: 0, out: 'Wrote 3 values (12288 bytes) to “nvs.bin”.\n', err: '' });
    expect(Buffer.compare(readFileSync(image), nvsImage(rows))).toBe(0);

    expect((await kiln('to-csv', image)).out).toBe(csv);
    const out = join(folder, 'out.csv');
    expect((await kiln('to-csv', image, out)).out).toBe('Wrote 3 values to “out.csv”.\n');
    expect(readFileSync(out, 'utf8')).toBe(csv);
  });

  it('make version 1 where it is asked for', async () => {
    const folder = await folderWith({ 'in.csv': csv });
    await kiln('build', join(folder, 'in.csv'), join(folder, 'nvs.bin'), '16k', '--version', '1');
    expect(readNvs(readFileSync(join(folder, 'nvs.bin')))).toMatchObject({ version: 1, sizeBytes: 16_384 });
  });

  it('warn of what is damaged', async () => {
    const image = nvsImage(rows);
    image[entryOffset(0, 1)] = 0x77;
    const { status, out, err } = await kiln('to-csv', await imageIn(image));
    expect({ status, err }).toEqual({ status: 0, err: 'Page 0, entry 1: the entry is damaged.\n' });
    expect(out).toContain('channel,data,u8,6');
  });

  it('write nothing where the data does not fit', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `k${index},data,u8,1`);
    const folder = await folderWith({ 'in.csv': `${csv}${many.join('\n')}` });
    const { status, err } = await kiln('build', join(folder, 'in.csv'), join(folder, 'nvs.bin'), '0x3000');
    expect({ status, said: err.includes('16384 bytes, not 12288') }).toEqual({ status: 2, said: true });
    expect(existsSync(join(folder, 'nvs.bin'))).toBe(false);
  });

  it('refuse a CSV that is not UTF-8', async () => {
    const folder = await folderWith({ 'in.csv': Buffer.from(`${csv}é`, 'latin1') });
    const { err } = await kiln('build', join(folder, 'in.csv'), join(folder, 'nvs.bin'), '0x3000');
    expect(err).toContain('not UTF-8');
  });
});

describe('files that a CSV names', () => {
  async function buildWith(path: string) {
    const folder = await folderWith({
      'csv/in.csv': `${csv}cert,file,binary,${path}\n`,
      'csv/certs/a.der': 'certificate',
      'secret.txt': 'private',
    });
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'csv/link.txt'));
    const image = join(folder, 'nvs.bin');
    const { status, err } = await kiln('build', join(folder, 'csv/in.csv'), image, '0x3000');
    return {
      status,
      err,
      value: existsSync(image) ? readNvs(readFileSync(image)).entries.at(-1)?.value : null,
    };
  }

  it.each(['certs/a.der', './certs/a.der'])('are read from its folder: %s', async (path) => {
    const { status, value } = await buildWith(path);
    expect({ status, value }).toEqual({ status: 0, value: Buffer.from('certificate').toString('hex') });
  });

  it.each(['../secret.txt', 'certs/../../secret.txt', '/etc/hostname', 'link.txt'])(
    'are not read from elsewhere: %s',
    async (path) => {
      const { status, err, value } = await buildWith(path);
      expect({ status, value }).toEqual({ status: 2, value: null });
      expect(err).toContain('Line 7 of the NVS CSV: a file must lie in the folder of the CSV file');
    },
  );

  it('are missed by name', async () => {
    expect((await buildWith('b.der')).err).toContain('b.der');
  });
});
