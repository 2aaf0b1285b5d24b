import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openZipFile, openZipTree } from '../../../src-main/files/tree/zip-tree';
import { buildZip, renamed, withField } from '../../support/build-zip';
import { folderWith } from '../firmware/temp-folder';

const limitBytes = 128 * 1024 * 1024;
const mebi = 0x10_0000;

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    expect(error).toMatchObject({ code: 'archive-invalid', context: { name: 'build.zip' } });
    return String(error);
  }
  throw new Error('accepted');
}

const refused = (bytes: Uint8Array) => refusalOf(openZipTree(bytes, 'build.zip'));

async function unreadable(bytes: Uint8Array, path = 'app.bin'): Promise<string> {
  const tree = await openZipTree(bytes, 'build.zip');
  return refusalOf(tree.read(path, limitBytes));
}

/** An archive of one packed file, headers and all, that says whatever it is told to. */
function handMade(packed: Uint8Array, sizeBytes: number, crc: number): Uint8Array {
  const name = Buffer.from('app.bin');
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(sizeBytes, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, central, end]);
}

describe('an archive', () => {
  it('gives back what went into it, packed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.boolean(), async (bytes, compress) => {
        const zip = await buildZip({ 'build/app.bin': bytes, 'a.txt': 'x' }, { compress });
        const tree = await openZipTree(zip, 'build.zip');
        expect(tree.files).toEqual([{ path: 'build/app.bin', sizeBytes: bytes.length }]);
        expect(Buffer.from(await tree.read('build/app.bin', limitBytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('lists what can matter, reads what is named, and tells where it lies', async () => {
    const folder = await folderWith({
      'build.zip': await buildZip({ 'out/': '', 'out/x.bin': 'x', 'a.json': '{}', 'fs.img': 'files' }),
    });
    const tree = await openZipFile(`${folder}/build.zip`);
    expect(tree.files.map(({ path }) => path)).toEqual(['a.json', 'out/x.bin']);
    expect(Buffer.from(await tree.read('fs.img', limitBytes)).toString()).toBe('files');
    expect(tree.localPath('out/x.bin')).toBeNull();
    expect(tree.provenanceOf?.('out/x.bin')).toEqual({
      how: 'zip',
      path: `${folder}/build.zip`,
      member: 'out/x.bin',
    });
    await expect(tree.read('gone.bin', limitBytes)).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(tree.read('fs.img', 3)).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it('made on Windows, with backslashes in its names, is read like any other', async () => {
    const zip = renamed(await buildZip({ 'out/app.bin': 'x' }), 'out/app.bin', String.raw`out\app.bin`);
    const tree = await openZipTree(zip, 'build.zip');
    expect(tree.files.map(({ path }) => path)).toEqual(['out/app.bin']);
  });

  it('with links in it leaves them out', async () => {
    const zip = await buildZip({ 'link.bin': '/etc/hostname' }, { mode: 0o120777 });
    const tree = await openZipTree(zip, 'build.zip');
    expect(tree.files).toEqual([]);
    await expect(tree.read('link.bin', limitBytes)).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('an archive is refused', () => {
  it.each([
    ['climbs', '../app.bin'],
    ['climbs further in', 'a/../../p.bin'],
    ['is absolute', '/etc/app.bin'],
    ['is on a drive', 'C:/temp/a.bin'],
    ['climbs with backslashes', String.raw`..\..\app.bin`],
    ['is on a share', String.raw`\\host\a\b.bin`],
    ['has a line break', 'app\n.bin'],
  ])('whose name %s', async (_, name) => {
    const honest = 'x'.repeat(name.length);
    expect(await refused(renamed(await buildZip({ [honest]: 'x' }), honest, name))).toMatch(
      /would lead out of it/,
    );
  });

  it('whose climbing name is that of a file nobody would flash', async () => {
    const zip = renamed(await buildZip({ 'aaaa.txt': 'x', 'app.bin': 'x' }), 'aaaa.txt', '../a.txt');
    expect(await refused(zip)).toMatch(/“..\/a.txt” would lead out of it/);
  });

  it('that holds two files of one name', async () => {
    const zip = renamed(await buildZip({ 'app.bin': 'x', 'bpp.bin': 'y' }), 'bpp.bin', 'app.bin');
    expect(await refused(zip)).toMatch(/two files “app.bin”/);
  });

  it('that is encrypted', async () => {
    const zip = await buildZip({ 'app.bin': 'x' });
    expect(await refused(withField(zip, 'flags', 1))).toMatch(/encrypted with a password/);
  });

  it('that claims more than any flash holds, before a byte of it is unpacked', async () => {
    const zip = await buildZip({ 'app.bin': 'x' });
    expect(await refused(withField(zip, 'size', limitBytes + 1))).toMatch(/larger than any flash/);
  });

  it('that claims more than can be packed into it', async () => {
    const zip = await buildZip({ 'app.bin': 'x' });
    expect(await refused(withField(zip, 'size', mebi))).toMatch(/claims 1048576 bytes in/);
  });

  it('that is a bomb: much of nothing', async () => {
    const zeros = new Uint8Array(40 * mebi);
    const packed = deflateRawSync(zeros, { level: 9 });
    expect(await refused(handMade(packed, zeros.length, crc32(zeros)))).toMatch(/claims 41943040 bytes in/);
  });

  it('whose files have more than two flashes together', async () => {
    const noise = randomBytes(mebi);
    const zip = withField(
      await buildZip({ 'a.bin': noise, 'b.bin': noise, 'c.bin': noise }),
      'size',
      100 * mebi,
    );
    expect(await refused(zip)).toMatch(/would have 314572800 bytes/);
  });

  it('whose members share their bytes', async () => {
    const zip = await buildZip({ 'a.bin': 'x', 'b.bin': 'x' });
    const second = Buffer.from(zip).lastIndexOf('PK\x01\x02');
    // The second entry of the table of contents now points at the first file, too.
    new DataView(zip.buffer).setUint32(second + 42, 0, true);
    expect(await refused(zip)).toMatch(/lie over each other/);
  });

  it('that says it has too many members', async () => {
    const zip = await buildZip({ 'app.bin': 'x' });
    const end = new DataView(zip.buffer, zip.length - 22);
    end.setUint16(8, 10_001, true);
    end.setUint16(10, 10_001, true);
    expect(await refused(zip)).toMatch(/10001 members/);
  });

  it('that was cut off, or is none at all', async () => {
    const zip = await buildZip({ 'app.bin': 'hello' });
    expect(await refused(zip.subarray(0, -10))).toMatch(/may have been cut off/);
    expect(await refused(Uint8Array.of(1, 2, 3))).toMatch(/may have been cut off/);
    expect(await refused(new Uint8Array(0))).toMatch(/table of contents is/);
  });
});

describe('a file in an archive is refused', () => {
  it('whose checksum is wrong', async () => {
    const zip = await buildZip({ 'app.bin': 'hello' });
    expect(await unreadable(withField(zip, 'crc', 1))).toMatch(/the checksum of “app.bin” is wrong/);
  });

  it('that is shorter or longer than it should be', async () => {
    const zip = await buildZip({ 'app.bin': 'hello hello hello' });
    expect(await unreadable(withField(zip, 'size', 18))).toMatch(/not as long as it should be/);
    expect(await unreadable(withField(zip, 'size', 16))).toMatch(/“app.bin” is damaged/);
  });

  it('that is packed by a method that nobody uses for firmware', async () => {
    const zip = await buildZip({ 'app.bin': 'hello' });
    expect(await unreadable(withField(zip, 'method', 9))).toMatch(/packed by method 9/);
  });

  it('whose packed bytes are none', async () => {
    expect(await unreadable(handMade(Uint8Array.of(0xff, 0xff, 0xff), 5, 0))).toMatch(/is damaged/);
  });
});
