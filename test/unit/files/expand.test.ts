import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { fillGaps } from '../../../src-main/engine/image/address-range';
import { inspectFirmware } from '../../../src-main/engine/image/inspect-firmware';
import { encodeIntelHex } from '../../../src-main/engine/image/intel-hex';
import { buildPartitionTable, parsePartitionTable } from '../../../src-main/engine/image/partition-table';
import { encodeUf2 } from '../../../src-main/engine/image/uf2';
import { expandFile } from '../../../src-main/files/expand/expand-file';
import { isAsked, type ExpandOptions, type Expansion } from '../../../src-main/files/expand/expansion';
import { golden, withoutGolden } from '../../support/golden';
import { appFor, bootloaderFor, entry, merge } from '../firmware/sample-images';
import { buildElf } from '../image/build-elf';

const kibi = 0x400;

const options = (name: string, changes: Partial<ExpandOptions> = {}): ExpandOptions => ({
  name,
  merged: 'split',
  chip: null,
  boardChip: null,
  answers: [],
  ...changes,
});

function expanded(bytes: Uint8Array, name: string, changes: Partial<ExpandOptions> = {}): Expansion {
  const result = expandFile(bytes, options(name, changes));
  if (result === null || isAsked(result)) throw new Error('not taken apart');
  return result;
}

const placesOf = ({ pieces }: Expansion) =>
  pieces.map(({ name, place, include, bytes }) => [name, place?.offset ?? null, include, bytes.length]);

const partitions = [
  entry('nvs', 1, 2, 0x9000, 0x4000),
  entry('otadata', 1, 0, 0xd000, 0x2000),
  entry('phy_init', 1, 1, 0xf000, 0x1000),
  entry('ota_0', 0, 0x10, 0x1_0000, 0x1_0000),
  entry('ota_1', 0, 0x11, 0x2_0000, 0x1_0000),
  entry('spiffs', 1, 0x82, 0x3_0000, 0x1_0000),
  entry('mine', 0x40, 0, 0x4_0000, 0x1000),
];
const table = buildPartitionTable(partitions);
const bootloader = bootloaderFor('esp32c3');
const app = appFor('esp32c3');
const settings = new Uint8Array(5000).fill(7);

/** As `merge-bin` fills up to the flash's size, with everything that a build can put into it. */
const image = merge(
  [0, bootloader],
  [0x8000, table],
  [0x9000, settings],
  [0xf000, new Uint8Array(128).fill(5)],
  [0x1_0000, app],
  [0x3_0000, new Uint8Array(0x2345).fill(9)],
  [0x4_0000, Uint8Array.of(1)],
  [0x4_2000, new Uint8Array(16).fill(3)],
  [0x7_ffff, Uint8Array.of(0xff)],
);

describe('a merged image', () => {
  const split = expanded(image, 'release.bin');

  it('is split at its own partition table; the board’s data stay unless they are wanted', () => {
    expect(placesOf(split)).toEqual([
      ['bootloader.bin', 0, true, 0x1000],
      ['partition-table.bin', 0x8000, true, 0x1000],
      ['nvs.bin', 0x9000, false, 0x2000],
      ['otadata.bin', 0xd000, true, 0x2000],
      ['phy_init.bin', 0xf000, false, 0x1000],
      ['ota_0.bin', 0x1_0000, true, app.length],
      ['spiffs.bin', 0x3_0000, false, 0x3000],
      ['mine.bin', 0x4_0000, false, 0x1000],
      ['unnamed-0x42000.bin', 0x4_2000, true, 0x1000],
    ]);
    expect(split).toMatchObject({ how: 'merged', hasWhole: true, chip: 'esp32c3' });
    expect(split.pieces.every(({ place }) => place?.reason === 'place-in-image')).toBe(true);
  });

  it('says what stays on the board and how much of it is blank', () => {
    const written = split.pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(split.notices).toEqual([
      { code: 'settings-kept', context: { name: 'release.bin', partitions: 'nvs, phy_init, spiffs, mine' } },
      { code: 'blank-left-out', context: { name: 'release.bin', size: image.length - written } },
    ]);
  });

  it('brings blank OTA data along, so that the new app is the one that starts', () => {
    const otaData = split.pieces.find(({ name }) => name === 'otadata.bin');
    expect(otaData?.bytes.every((byte) => byte === 0xff)).toBe(true);
    expect(inspectFirmware(otaData?.bytes ?? new Uint8Array(0)).kind).toBe('ota-data');
  });

  it('has the same bytes in its parts, and only blank ones between them', () => {
    const parts = split.pieces.map(({ bytes, place }) => ({ address: place?.offset ?? 0, data: bytes }));
    const rebuilt = fillGaps(parts, 0);
    expect(Buffer.from(rebuilt).equals(image.subarray(0, rebuilt.length))).toBe(true);
    expect(image.subarray(rebuilt.length).every((byte) => byte === 0xff)).toBe(true);
  });

  it('keeps its pieces apart whatever is in it', () => {
    const sector = fc.record({ at: fc.nat({ max: 0x7f }), value: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(fc.array(sector, { maxLength: 12 }), (sectors) => {
        const filled = Uint8Array.from(image);
        for (const { at, value } of sectors)
          if (at * 4 * kibi >= 0x9000) filled.fill(value, at * 4 * kibi, (at + 1) * 4 * kibi);
        const { pieces } = expanded(filled, 'x.bin');
        let end = 0;
        for (const { bytes, place } of pieces) {
          const offset = place?.offset ?? -1;
          expect(offset).toBeGreaterThanOrEqual(end);
          expect(Buffer.from(bytes).equals(filled.subarray(offset, offset + bytes.length))).toBe(true);
          end = offset + bytes.length;
        }
        expect(new Set(pieces.map(({ name }) => name)).size).toBe(pieces.length);
      }),
      { numRuns: 50 },
    );
  });

  it('of an ESP32 begins behind what its ROM leaves free', () => {
    const esp32 = merge([0, bootloaderFor('esp32')], [0x7000, table], [0xf000, appFor('esp32')]);
    expect(placesOf(expanded(esp32, 'esp32.bin'))[0]).toEqual(['bootloader.bin', 0x1000, true, 0x1000]);
    const padded = merge([0x1000, bootloaderFor('esp32')], [0x8000, table], [0x1_0000, appFor('esp32')]);
    expect(placesOf(expanded(padded, 'esp32.bin')).map(([name, offset]) => [name, offset])).toEqual([
      ['bootloader.bin', 0x1000],
      ['partition-table.bin', 0x8000],
      ['otadata.bin', 0xd000],
      ['ota_0.bin', 0x1_0000],
    ]);
  });

  it('brings an app with the signature behind it', () => {
    const signature = new Uint8Array(0x1000).fill(0xff);
    signature.set([0xe7, 2]);
    const end = Math.ceil(app.length / 0x1000) * 0x1000;
    const signed = merge([0, bootloader], [0x8000, table], [0x1_0000, app], [0x1_0000 + end, signature]);
    const piece = expanded(signed, 'signed.bin').pieces.find(({ name }) => name === 'ota_0.bin');
    expect(piece?.bytes).toHaveLength(end + 0x1000);
  });

  it('that is wanted whole, or whose partitions overlap, stays as it is', () => {
    expect(expandFile(image, options('release.bin', { merged: 'whole' }))).toBeNull();
    const twice = buildPartitionTable([...partitions, entry('again', 1, 2, 0xa000, 0x1000)]);
    expect(expandFile(merge([0, image], [0x8000, twice]), options('release.bin'))).toBeNull();
  });

  it('of an ESP8266 without a table is split where it is blank', () => {
    const whole = merge(
      [0, bootloaderFor('esp8266')],
      [0x1000, appFor('esp8266')],
      [0x10_0000, Uint8Array.of(1)],
    );
    expect(placesOf(expanded(whole, 'nodemcu.bin'))).toEqual([
      ['nodemcu-0x0.bin', 0, true, 0x3000],
      ['nodemcu-0x100000.bin', 0x10_0000, true, 1],
    ]);
    const dense = merge([0, bootloaderFor('esp8266')], [0x1000, appFor('esp8266')]);
    expect(expandFile(dense, options('nodemcu.bin'))).toBeNull();
  });

  it('with hostile names in its table gives files that are no more than names', () => {
    const hostile = buildPartitionTable([
      entry('../../etc', 1, 2, 0x9000, 0x1000),
      entry('bootloader', 1, 2, 0xa000, 0x1000),
      entry('', 0, 0, 0x1_0000, 0x1_0000),
    ]);
    const bytes = merge([0, image.subarray(0, 0x2_0000)], [0x8000, hostile]);
    expect(placesOf(expanded(bytes, 'x.bin')).map(([name]) => name)).toEqual([
      'bootloader.bin',
      'partition-table.bin',
      '.._.._etc.bin',
      'bootloader-2.bin',
      'unnamed-0xf000.bin',
      'partition.bin',
    ]);
  });
});

describe('Intel HEX and UF2', () => {
  const ranges = [
    { address: 0, data: bootloader },
    { address: 0x8000, data: table },
    { address: 0x9000, data: settings },
    { address: 0x1_0000, data: app },
  ];
  const uf2 = (parts: typeof ranges, familyId = chips.esp32c3.uf2FamilyId) =>
    encodeUf2(parts, { familyId, chunkSizeBytes: null, md5: true });

  it.each([
    ['Intel HEX', encodeIntelHex(ranges), 'release.hex', 'intel-hex'],
    ['UF2', uf2(ranges), 'release.uf2', 'uf2'],
  ])('%s that form a merged image are split like one', (_, bytes, name, how) => {
    const split = expanded(bytes, name);
    expect(split).toMatchObject({ how, chip: 'esp32c3', hasWhole: true });
    expect(placesOf(split).map(([part, offset, include]) => [part, offset, include])).toEqual([
      ['bootloader.bin', 0, true],
      ['partition-table.bin', 0x8000, true],
      ['nvs.bin', 0x9000, false],
      ['ota_0.bin', 0x1_0000, true],
    ]);
    expect(split.pieces.every(({ place }) => place?.reason === 'address-in-file')).toBe(true);
    const whole = expanded(bytes, name, { merged: 'whole' });
    expect(whole.pieces.every(({ include }) => include)).toBe(true);
    expect(whole.notices).toEqual([]);
  });

  it('give back whatever is at whichever address', () => {
    const range = fc.record({
      gap: fc.nat({ max: 9000 }),
      data: fc.uint8Array({ minLength: 1, maxLength: 600 }),
    });
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (gaps) => {
        let at = 0x3000;
        const parts = gaps.map(({ gap, data }) => {
          const part = { address: at + gap, data };
          at = part.address + data.length;
          return part;
        });
        const { pieces } = expanded(encodeIntelHex(parts), 'x.hex');
        const found = pieces.map(({ bytes, place }) => ({ address: place?.offset ?? 0, data: bytes }));
        expect(Buffer.from(fillGaps(found, 0)).equals(fillGaps(parts, 0))).toBe(true);
        const sectors = found.map(({ address, data }) => [address >> 12, (address + data.length - 1) >> 12]);
        sectors.slice(1).forEach(([first], index) => {
          expect(first).toBeGreaterThan(sectors[index]?.[1] ?? 0);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('with a single range are one file of that name', () => {
    const hex = encodeIntelHex([{ address: 0x1_0000, data: app }]);
    expect(placesOf(expanded(hex, 'blink.hex'))).toEqual([['blink.bin', 0x1_0000, true, app.length]]);
  });

  it('for addresses in memory, as of an ELF, are refused', () => {
    const hex = encodeIntelHex([{ address: 0x4008_0000, data: app }]);
    expect(() => expandFile(hex, options('app.hex'))).toThrow(/address 0x40080000, which is in no flash/);
  });

  it('that scatter their bytes all over flash are refused', () => {
    const parts = Array.from({ length: 1025 }, (_, index) => ({
      address: index * 8192,
      data: Uint8Array.of(1),
    }));
    expect(() => expandFile(encodeIntelHex(parts), options('app.hex'))).toThrow(/scattered over 1025 places/);
  });

  it('for several chips ask for which', () => {
    const both = Buffer.concat([uf2(ranges), uf2(ranges, chips.esp32s3.uf2FamilyId)]);
    expect(expandFile(both, options('x.uf2', { boardChip: 'esp32s3' }))).toEqual({
      question: {
        id: 'chip:x.uf2',
        about: 'chip',
        name: 'x.uf2',
        choices: [
          { id: 'esp32s3', label: 'ESP32-S3', detail: '' },
          { id: 'esp32c3', label: 'ESP32-C3', detail: '' },
        ],
      },
    });
    const answers = [{ question: 'chip:x.uf2', choice: 'esp32c3' }];
    expect(expanded(both, 'x.uf2', { answers })).toMatchObject({ chip: 'esp32c3', pieces: { length: 4 } });
  });
});

describe('an ELF file', () => {
  const sections = [
    { name: '.flash.rodata', address: 0x3f40_0020, data: new Uint8Array(300).fill(3) },
    { name: '.dram0.data', address: 0x3ffb_0000, data: new Uint8Array(32).fill(2) },
    { name: '.iram0.text', address: 0x4008_0000, data: new Uint8Array(64).fill(1), flags: 6 },
    { name: '.flash.text', address: 0x400d_0020, data: new Uint8Array(64).fill(1), flags: 6 },
  ];

  it('becomes the image of the only chip that it can be for', () => {
    const { pieces, chip, notices } = expanded(buildElf({ sections }), 'blink.elf');
    const [piece] = pieces;
    expect([piece?.name, piece?.place, chip]).toEqual(['blink.bin', null, 'esp32']);
    expect(inspectFirmware(piece?.bytes ?? new Uint8Array(0))).toMatchObject({
      kind: 'app',
      image: { chip: 'esp32', checksumValid: true, digestValid: true },
    });
    expect(notices).toEqual([{ code: 'elf-converted', context: { name: 'blink.elf', chip: 'ESP32' } }]);
  });

  it('that could be for several asks, and takes the build’s word', () => {
    const data = new Uint8Array(64).fill(1);
    const elf = buildElf({
      machine: 243,
      sections: [{ name: '.text', address: 0x4080_0000, data, flags: 6 }],
    });
    const asked = expandFile(elf, options('blink.elf'));
    expect(asked).toMatchObject({ question: { about: 'chip', name: 'blink.elf' } });
    expect(expanded(elf, 'blink.elf', { chip: 'esp32c6' }).chip).toBe('esp32c6');
    const answers = [{ question: 'chip:blink.elf', choice: 'esp32h2' }];
    expect(expanded(elf, 'blink.elf', { chip: 'esp32c6', answers }).chip).toBe('esp32h2');
  });

  it.skipIf(withoutGolden).each([
    ['esp32-bootloader.elf', 'esp32'],
    ['esp8266-nonossdkv12-example.elf', 'esp8266'],
  ])('of a real build, %s, tells its chip', (name, chip) => {
    expect(expanded(readFileSync(golden(`files/${name}`)), name).chip).toBe(chip);
  });

  it('that is damaged is refused', () => {
    const elf = buildElf({ sections });
    expect(() => expandFile(elf.subarray(0, 40), options('x.elf'))).toThrow(/ends within its header/);
  });
});

describe('CSV', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('of a partition table becomes the table', () => {
    const csv = 'nvs,data,nvs,,0x6000\nfactory,app,factory,,1M\n';
    const [piece] = expanded(bytes(csv), 'partitions.csv').pieces;
    expect(parsePartitionTable(piece?.bytes ?? new Uint8Array(0)).entries).toMatchObject([
      { name: 'nvs', offset: 0x9000 },
      { name: 'factory', offset: 0x1_0000 },
    ]);
  });

  it('of NVS contents is left out, saying so', () => {
    const { pieces, notices } = expanded(bytes('key,type,encoding,value\nnet,namespace,,\n'), 'nvs.csv');
    expect([pieces, notices]).toEqual([[], [{ code: 'file-left-out', context: { name: 'nvs.csv' } }]]);
  });

  it('of neither is refused with its line', () => {
    expect(() => expandFile(bytes('a,b\n1,2\n'), options('numbers.csv'))).toThrow(/line 1/i);
  });
});
