import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chipIds } from '../../../src-shared/model/chip';
import { runCli } from '../../../src-main/cli/run-cli';
import { chips } from '../../../src-main/engine/chips/registry';
import { parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { imageFromSegments } from '../../../src-main/engine/image/segments-to-image';
import { encodeUf2 } from '../../../src-main/engine/image/uf2';
import { fakeIo } from '../cli/fake-io';
import { folderWith } from '../firmware/temp-folder';
import { appFor } from '../firmware/sample-images';
import { buildImage, patternBytes } from './build-image';

const text = patternBytes(100, 1);
const data = patternBytes(61, 2);
const files = { 'text.bin': text, 'data.bin': data };

async function esptool(...argv: string[]) {
  const folder = await folderWith({ ...files, 'empty.bin': new Uint8Array(0) });
  const fake = fakeIo();
  const placed = argv.map((argument) => argument.replace('DIR', folder));
  const status = await runCli(['esptool', ...placed], fake.io);
  const read = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(folder, name)));
  return { status, out: fake.out(), err: fake.err(), read };
}

const twoSegments = ['-f', 'DIR/text.bin', '-a', '0x40100000', '-f', 'DIR/data.bin', '-a', '0x3ffe8000'];

describe('make-image', () => {
  it('puts segments into an ESP8266 image in the order given', async () => {
    const made = await esptool(
      '-c',
      'esp8266',
      'make-image',
      ...twoSegments,
      '-e',
      '0x40100004',
      'DIR/x.bin',
    );
    expect([made.status, made.err]).toEqual([0, '']);
    const bytes = made.read('x.bin');
    const image = parseFirmwareImage(bytes, chips.esp8266);
    expect(image).toMatchObject({ entryPoint: 0x4010_0004, checksumValid: true, flashMode: 0 });
    expect(image.segments.map(({ loadAddress, sizeBytes }) => [loadAddress, sizeBytes])).toEqual([
      [0x4010_0000, 100],
      [0x3ffe_8000, 64],
    ]);
    expect(made.out).toContain(`ESP8266 image: wrote ${bytes.length} bytes`);
    // The tests' own builder knows one load address only; everything but the addresses is as it makes it.
    const own = buildImage({ chipId: null, segments: [text, Uint8Array.from([...data, 0, 0, 0])] });
    expect(bytes.length).toBe(own.length);
    expect(bytes.at(-1)).toBe(own.at(-1));
  });

  it('understands the old spelling, and the header options of elf2image', async () => {
    const options = ['--flash_mode', 'dout', '-fs', '4MB', '-ff', '80m'];
    const segments = ['--segfile', 'DIR/text.bin', '--segaddr', '0x40080000'];
    const made = await esptool('--chip', 'esp32', 'make_image', ...options, ...segments, 'DIR/x.bin');
    expect(made.status).toBe(0);
    expect(parseFirmwareImage(made.read('x.bin'), chips.esp32)).toMatchObject({
      flashMode: 3,
      flashSizeFrequency: 0x2f,
      chipId: 0,
      maxRevision: null,
      digest: { valid: true },
    });
  });

  it.each([
    [['make-image', 'DIR/x.bin'], 'name at least one segment'],
    [['make-image', '-f', 'DIR/text.bin', 'DIR/x.bin'], 'there are 1 files and 0 addresses'],
    [['make-image', '-f', 'DIR/text.bin', '-a', 'there', 'DIR/x.bin'], 'a number of at most 32 bits'],
    [['make-image', '-f', 'DIR/empty.bin', '-a', '0x40080000', 'DIR/x.bin'], 'empty.bin is empty'],
    [['make-image', '-f', 'DIR/none.bin', '-a', '0x40080000', 'DIR/x.bin'], 'none.bin'],
  ])('refuses %j in words', async (argv, words) => {
    const made = await esptool('-c', 'esp32', ...argv);
    expect(made.status).toBe(2);
    expect(made.err).toContain(words);
    expect(() => made.read('x.bin')).toThrow();
  });

  it('needs the chip to be named', async () => {
    const made = await esptool('make-image', ...twoSegments, 'DIR/x.bin');
    expect([made.status, made.err.includes('--chip')]).toEqual([2, true]);
  });
});

const request = { entryPoint: 0, flashMode: 0, flashSizeFrequency: 0, pageSizeBytes: null };

describe('an image of raw segments', () => {
  it.each(chipIds.filter((id) => id !== 'esp8266'))(
    'on the %s has what is mapped from flash where its pages begin',
    (id) => {
      const chip = chips[id];
      const mapped = (chip.drom ?? chip.irom)[0] + 0x1_0020;
      const ram = chip.memoryMap.find(([, , name]) => name === 'DRAM')?.[0] ?? 0;
      const bytes = imageFromSegments(
        [
          { address: ram, data: patternBytes(300, 1) },
          { address: mapped, data: patternBytes(100, 2) },
        ],
        { ...request, chip },
      );
      const image = parseFirmwareImage(bytes, chip);
      expect([image.checksumValid, image.digest?.valid]).toEqual([true, true]);
      const placed = image.segments.find(({ loadAddress }) => loadAddress === mapped);
      expect((placed?.fileOffset ?? 0) % 0x1_0000).toBe(0x20);
      const loaded = image.segments.filter(({ loadAddress }) => loadAddress !== mapped && loadAddress !== 0);
      expect(loaded.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(300);
    },
  );

  const bytes = patternBytes(16, 1);
  const segment = (address: number) => ({ address, data: bytes });

  it.each([
    ['none', [], /no segments/],
    ['too many', Array.from({ length: 17 }, (_, index) => segment(0x3ffb_0000 + index * 16)), /17 segments/],
    ['some that overlap', [segment(0x3ffb_0008), segment(0x3ffb_0000)], /0x3ffb0008 lies within/],
    ['one past all addresses', [segment(0xffff_fff8)], /past the end/],
  ])('is not made of %s', (_, segments, message) => {
    expect(() => imageFromSegments(segments, { ...request, chip: chips.esp32 })).toThrow(message);
  });

  it('for the ESP8266 takes nothing that is mapped from flash, and says where that belongs', () => {
    const made = () => imageFromSegments([segment(0x4021_0000)], { ...request, chip: chips.esp8266 });
    expect(made).toThrow(/at 0x40210000 is mapped from flash: it belongs there as it is, at 0x10000/);
  });
});

describe('image-info', () => {
  it('reads what is in a UF2 file', async () => {
    const app = appFor('esp32', { project: 'blink', version: '1.4.2' });
    const options = { familyId: chips.esp32.uf2FamilyId, chunkSizeBytes: null, md5: true };
    const folder = await folderWith({ 'app.uf2': encodeUf2([{ address: 0x1_0000, data: app }], options) });
    const fake = fakeIo();
    expect(await runCli(['esptool', 'image-info', join(folder, 'app.uf2')], fake.io)).toBe(0);
    expect(fake.out()).toContain('Project name: blink');
    expect(fake.out()).toContain(`Image size: ${app.length} bytes`);
  });
});
