import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { chips } from '../../../src-main/engine/chips/registry';
import { parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { encodeIntelHex, parseIntelHex } from '../../../src-main/engine/image/intel-hex';
import { parseUf2 } from '../../../src-main/engine/image/uf2';
import { fakeIo } from '../cli/fake-io';
import { folderWith } from '../firmware/temp-folder';
import { buildElf } from './build-elf';
import { buildImage, patternBytes } from './build-image';

const sections = [
  { name: '.dram0.data', address: 0x3ffb_0000, data: patternBytes(100, 1) },
  { name: '.iram0.text', address: 0x4008_0000, data: patternBytes(200, 2), flags: 6 },
];
const esp8266Sections = [
  { name: '.data', address: 0x3ffe_8000, data: patternBytes(64, 1) },
  { name: '.irom0.text', address: 0x4024_0010, data: patternBytes(100, 2), flags: 6 },
];
const bootloader = buildImage({ chipId: 0, flashMode: 2, flashSizeFrequency: 0x10 });

async function esptool(files: Readonly<Record<string, Uint8Array>>, ...argv: string[]) {
  const folder = await folderWith(files);
  const fake = fakeIo();
  const placed = argv.map((argument) => argument.replace('DIR', folder));
  const status = await runCli(['esptool', ...placed], fake.io);
  const read = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(folder, name)));
  return { status, out: fake.out(), err: fake.err(), read };
}

describe('elf2image', () => {
  const elf = { 'app.elf': buildElf({ sections }) };

  it('names its file after the ELF file and sets what the header is to say', async () => {
    const options = ['-fm', 'dout', '-fs', '8MB', '-ff', '80m', '--min-rev', '3', '--min-rev-full', '300'];
    const made = await esptool(elf, '-c', 'esp32', 'elf2image', ...options, 'DIR/app.elf');
    expect(made.err).toBe('');
    expect(made.out).toContain('ESP32 image: wrote');
    const bytes = made.read('app.bin');
    expect(parseFirmwareImage(bytes, chips.esp32)).toMatchObject({
      flashMode: 3,
      flashSizeFrequency: 0x3f,
      minRevision: 300,
      maxRevision: null,
    });
    expect(bytes[14]).toBe(3);
  });

  it('understands the old spelling, and the frequency a chip starts with is code 0', async () => {
    const c2 = {
      'app.elf': buildElf({
        sections: [{ ...sections[0], name: '.data', address: 0x3fca_0000, data: patternBytes(8, 1) }],
      }),
    };
    const made = await esptool(
      c2,
      '--chip',
      'esp32c2',
      'elf2image',
      '--flash_mode',
      'dio',
      '-o',
      'DIR/x.bin',
      'DIR/app.elf',
    );
    expect(made.status).toBe(0);
    expect(parseFirmwareImage(made.read('x.bin'), chips.esp32c2)).toMatchObject({
      flashMode: 2,
      flashSizeFrequency: 0,
    });
  });

  it('names the files of an ESP8266 by where they go', async () => {
    const files = { 'app.elf': buildElf({ sections: esp8266Sections }) };
    const first = await esptool(files, '-c', 'esp8266', 'elf2image', 'DIR/app.elf');
    expect([first.read('app.elf-0x00000.bin')[0], first.read('app.elf-0x40010.bin').length]).toEqual([
      0xe9, 100,
    ]);
    const second = await esptool(files, '-c', 'esp8266', 'elf2image', '-e', '2', 'DIR/app.elf');
    expect(second.read('app-0x40000.bin')[0]).toBe(0xea);
    const third = await esptool(files, '-c', 'esp8266', 'elf2image', '--version', '3', 'DIR/app.elf');
    expect(third.read('app.bin')[0]).toBe(0xe9);
  });

  it('takes every option that changes the layout', async () => {
    const plain = (await esptool(elf, '-c', 'esp32', 'elf2image', 'DIR/app.elf')).read('app.bin');
    const withOption = async (...options: string[]): Promise<Uint8Array> => {
      const made = await esptool(elf, '-c', 'esp32', 'elf2image', ...options, 'DIR/app.elf');
      expect(made.err).toBe('');
      return made.read('app.bin');
    };
    expect((await withOption('--dont-append-digest')).length).toBe(plain.length - 32);
    expect((await withOption('--pad-to-size', '4KB')).length).toBe(0x1000);
    expect((await withOption('--secure-pad-v2')).length).toBe(0x1_0000);
    expect((await withOption('--secure-pad')).length).toBe(0x1_0000 - 80);
    expect((await withOption('--ram-only-header'))[23]).toBe(0);
    expect((await withOption('--max-rev-full', '399')).subarray(17, 19)).toEqual(Uint8Array.of(0x8f, 1));
  });

  it('says what became of the page size', async () => {
    const make = async (chip: string, ...options: string[]): Promise<string> => {
      const address = chips.esp32c3.drom?.[0] ?? 0;
      const files = {
        'app.elf': buildElf({
          sections: [{ name: '.rodata', address: address + 0x20, data: patternBytes(8, 1) }],
        }),
      };
      return (await esptool(files, '-c', chip, 'elf2image', ...options, 'DIR/app.elf')).out;
    };
    expect(await make('esp32c2')).toContain('MMU page size not specified, set to 64 KB');
    expect(await make('esp32c2', '--flash-mmu-page-size', '16KB')).not.toContain('MMU page size');
    expect(await make('esp32c3', '--flash-mmu-page-size', '16KB')).toContain('maps pages of 64 KB only');
  });

  it.each([
    ['without a chip', ['elf2image', 'DIR/app.elf'], /name the chip: --chip esp8266/],
    ['of what is no ELF file', ['-c', 'esp32', 'elf2image', 'DIR/no.elf'], /does not start/],
    [
      'with both ways of padding',
      ['-c', 'esp32', 'elf2image', '--secure-pad', '--secure-pad-v2', 'DIR/app.elf'],
      /either/,
    ],
    [
      'with a revision too large',
      ['-c', 'esp32', 'elf2image', '--min-rev', '256', 'DIR/app.elf'],
      /from 0 to 255/,
    ],
    [
      'with a size that is none',
      ['-c', 'esp32', 'elf2image', '--pad-to-size', 'big', 'DIR/app.elf'],
      /4MB or 64k/,
    ],
    [
      'with a frequency of other chips',
      ['-c', 'esp32', 'elf2image', '-ff', '48m', 'DIR/app.elf'],
      /80m, 40m/,
    ],
    [
      'into a folder that is not there',
      ['-c', 'esp32', 'elf2image', '-o', 'DIR/none/a.bin', 'DIR/app.elf'],
      /could not be written/,
    ],
  ])('%s is refused', async (_, argv, reason) => {
    const made = await esptool({ ...elf, 'no.elf': patternBytes(100, 1) }, ...argv);
    expect(made.status).toBe(2);
    expect(made.err).toMatch(reason);
  });
});

describe('image-info', () => {
  it('takes an Intel HEX file too', async () => {
    const hex = encodeIntelHex([{ address: 0x1000, data: bootloader }]);
    const shown = await esptool({ 'boot.hex': hex }, 'image-info', 'DIR/boot.hex');
    expect(shown.out).toContain(`Image size: ${bootloader.length} bytes`);
    expect(shown.out).toContain('Detected image type: ESP32\n');
  });

  it('says when the image is for another chip than the one named', async () => {
    const shown = await esptool({ 'boot.bin': bootloader }, '-c', 'esp32c3', 'image-info', 'DIR/boot.bin');
    expect(shown.status).toBe(0);
    expect(shown.out).toContain('the image is for chip id 0, the ESP32-C3 has 5');
  });

  it('shows what is wrong beside what is right', async () => {
    const damaged = bootloader.slice();
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    const shown = await esptool({ 'boot.bin': damaged }, 'image-info', 'DIR/boot.bin');
    expect(shown.out).toMatch(/Checksum: 0x\w\w \(invalid, calculated 0x\w\w\)/);
    expect(shown.out).toMatch(/Validation hash: \w{64} \(invalid, calculated \w{64}\)/);
  });
});

describe('merge-bin', () => {
  const files = { 'boot.bin': bootloader, 'app.bin': patternBytes(300, 9) };
  const pairs = ['0x1000', 'DIR/boot.bin', '64k', 'DIR/app.bin'];
  const merge = (...options: string[]) =>
    esptool(files, '-c', 'esp32', 'merge-bin', '-o', 'DIR/out', ...options, ...pairs);

  it('sets the flash parameters of the bootloader and renews its digest', async () => {
    const merged = await merge('-fs', '4MB', '-fm', 'qio', '-ff', '80m');
    expect(merged.out).toContain('set to 0x002f');
    const image = parseFirmwareImage(merged.read('out').subarray(0x1000), chips.esp32);
    expect(image).toMatchObject({ flashMode: 0, flashSizeFrequency: 0x2f });
    expect(image.digest?.valid).toBe(true);
  });

  it('says why it left flash parameters alone', async () => {
    const damaged = bootloader.slice();
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    const run = (content: Uint8Array, address: string) =>
      esptool({ a: content }, '-c', 'esp32', 'merge-bin', '-o', 'DIR/out', '-fm', 'dio', address, 'DIR/a');
    const other = await esptool(
      { a: damaged },
      '-c',
      'esp32',
      'merge-bin',
      '-o',
      'DIR/out',
      '-fm',
      'qio',
      '0x1000',
      'DIR/a',
    );
    expect(other.out).toContain('its own SHA-256 is wrong');
    expect(other.read('out').subarray(0x1000)).toEqual(damaged);
    expect((await run(patternBytes(50, 1), '0x1000')).out).toContain('it is no firmware image');
    expect((await run(bootloader, '0x0')).out).toContain('no file goes to 0x1000');
  });

  it('writes Intel HEX and UF2 with the same bytes at the same places', async () => {
    const hex = parseIntelHex((await merge('-f', 'hex')).read('out'));
    const uf2 = parseUf2(
      (await merge('--format', 'uf2', '--md5-disable', '--chunk-size', '256')).read('out'),
    );
    expect(hex.parts.map(({ address, data }) => [address, data.length])).toEqual([
      [0x1000, bootloader.length],
      [0x1_0000, 300],
    ]);
    expect(uf2.parts).toEqual(hex.parts);
    expect(uf2.familyId).toBe(chips.esp32.uf2FamilyId);
  });

  it('takes Intel HEX files, each from its address on', async () => {
    const hex = encodeIntelHex([
      { address: 0x1_0000, data: patternBytes(10, 1) },
      { address: 0x1_0020, data: patternBytes(10, 2) },
    ]);
    const merged = await esptool(
      { 'a.hex': hex },
      '-c',
      'esp32',
      'merge-bin',
      '-o',
      'DIR/out',
      '0x10000',
      'DIR/a.hex',
    );
    expect(merged.read('out')).toHaveLength(0x1_002a);
    const late = await esptool(
      { 'a.hex': hex },
      '-c',
      'esp32',
      'merge-bin',
      '-o',
      'DIR/out',
      '0x10010',
      'DIR/a.hex',
    );
    expect(late.err).toContain('has data at 0x10000, before 0x10010');
  });

  it('says which options have no effect on the format, and when the flash is too small', async () => {
    const hex = await merge('-f', 'hex', '-t', '0x1000', '--pad-to-size', '1MB', '--chunk-size', '64');
    for (const option of ['--target-offset', '--pad-to-size', '--chunk-size'])
      expect(hex.out).toContain(`${option} has no effect on hex files`);
    const large = { 'boot.bin': patternBytes(0x5_0000, 1) };
    const raw = await esptool(
      large,
      '-c',
      'esp32',
      'merge-bin',
      '-o',
      'DIR/out',
      '--pad-to-size',
      '256KB',
      '0',
      'DIR/boot.bin',
    );
    expect(raw.out).toContain('past the end of a 256KB flash');
  });

  it.each([
    ['without a chip', ['merge-bin', '-o', 'DIR/out', ...pairs], /name the chip/],
    ['without an output', ['-c', 'esp32', 'merge-bin', ...pairs], /--output/],
    ['with an offset that has no file', ['-c', 'esp32', 'merge-bin', '-o', 'DIR/out', '0'], /needs a file/],
    [
      'from behind its first file',
      ['-c', 'esp32', 'merge-bin', '-o', 'DIR/out', '-t', '0x2000', ...pairs],
      /before 0x2000/,
    ],
    [
      'beyond any flash',
      ['-c', 'esp32', 'merge-bin', '-o', 'DIR/out', '0xfffff000', 'DIR/app.bin'],
      /flash ends at/,
    ],
    [
      'with a chunk no block can carry',
      ['-c', 'esp32', 'merge-bin', '-o', 'DIR/out', '-f', 'uf2', '--chunk-size', '456', ...pairs],
      /452 bytes at most/,
    ],
    [
      'with a size to be detected',
      ['-c', 'esp32', 'merge-bin', '-o', 'DIR/out', '-fs', 'detect', ...pairs],
      /choose one of keep/,
    ],
  ])('%s is refused, and nothing is written', async (_, argv, reason) => {
    const merged = await esptool(files, ...argv);
    expect(merged.status).toBe(2);
    expect(merged.err).toMatch(reason);
    expect(() => merged.read('out')).toThrow();
  });
});
