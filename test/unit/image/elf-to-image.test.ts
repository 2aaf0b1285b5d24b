import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { imageFromElf } from '../../../src-main/engine/image/elf-to-image';
import { bootCrc } from '../../../src-main/engine/image/esp8266-image';
import { parseFirmwareImage, type FirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { buildElf, type SectionRecipe } from './build-elf';
import { patternBytes } from './build-image';
import { elfRequest } from './elf-request';

const page = 0x1_0000;

function section(address: number, data: Uint8Array, changes: Partial<SectionRecipe> = {}): SectionRecipe {
  return { name: '.data', address, data, ...changes };
}

function make(sections: readonly SectionRecipe[], changes: Parameters<typeof elfRequest>[0] = {}) {
  const elf = buildElf({ sections, withProgramHeaders: true });
  const result = imageFromElf(elf, elfRequest(changes));
  const bytes = result.files[0]?.bytes ?? new Uint8Array(0);
  const chip = changes.chip ?? chips.esp32;
  return { ...result, elf, bytes, image: parseFirmwareImage(bytes, chip) };
}

/** What the image puts at each address, from all of its segments. */
function memoryOf(bytes: Uint8Array, image: FirmwareImage): Map<number, number> {
  const memory = new Map<number, number>();
  for (const { loadAddress, fileOffset, sizeBytes } of image.segments)
    for (let index = 0; index < sizeBytes; index++)
      if (loadAddress !== 0) memory.set(loadAddress + index, bytes[fileOffset + index] ?? -1);
  return memory;
}

const appDescription = (): Uint8Array => {
  const data = new Uint8Array(256);
  new DataView(data.buffer).setUint32(0, 0xabcd_5432, true);
  return data;
};

describe('an image made of an ELF file', () => {
  const sizes = fc.integer({ min: 1, max: 0x2_4000 });
  const layout = fc.record({
    drom: fc.option(sizes, { nil: null }),
    irom: fc.option(sizes, { nil: null }),
    dram: sizes,
    iram: fc.option(fc.integer({ min: 1, max: 0x1_0000 }), { nil: null }),
    chip: fc.constantFrom('esp32' as const, 'esp32s3' as const, 'esp32c3' as const, 'esp32c2' as const),
  });
  const ram = {
    esp32: [0x3ffb_0000, 0x4008_0000],
    esp32s3: [0x3fc9_0000, 0x4037_8000],
    esp32c3: [0x3fc8_8000, 0x4038_0000],
    esp32c2: [0x3fca_0000, 0x4038_0000],
  } as const;

  it('has every byte at its address, and mapped data where the cache can map it, whatever the sizes', () => {
    fc.assert(
      fc.property(layout, ({ chip, drom, irom, dram, iram }) => {
        const spec = chips[chip];
        const [dramStart, iramStart] = ram[chip];
        const sections = [
          ...(drom === null ? [] : [section((spec.drom?.[0] ?? 0) + 0x20, patternBytes(drom, 1))]),
          section(dramStart, patternBytes(dram, 2)),
          ...(iram === null ? [] : [section(iramStart, patternBytes(iram, 3), { flags: 6 })]),
          ...(irom === null ? [] : [section(spec.irom[0] + 0x20, patternBytes(irom, 4), { flags: 6 })]),
        ];
        const { bytes, image } = make(sections, { chip: spec });
        expect(image.checksumValid && image.digest?.valid).toBe(true);
        expect(image.endOffset).toBe(bytes.length);
        for (const { loadAddress, fileOffset } of image.segments) {
          const isMapped = [spec.irom, spec.drom].some(
            (range) => range !== null && loadAddress >= range[0] && loadAddress < range[1],
          );
          if (isMapped) expect(fileOffset % page).toBe(loadAddress % page);
        }
        for (const { address, data } of sections) {
          const parts = image.segments.filter(
            ({ loadAddress, sizeBytes }) =>
              loadAddress >= address && loadAddress + sizeBytes <= address + data.length + 0x28,
          );
          const joined = Buffer.concat(
            parts.map(({ fileOffset, sizeBytes }) => bytes.subarray(fileOffset, fileOffset + sizeBytes)),
          );
          expect(joined.subarray(0, data.length).equals(data)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('joins sections that touch and are code both or data both, and counts them', () => {
    const { image, mergedCount } = make([
      section(0x4008_0000, patternBytes(0x403, 1), { flags: 6 }),
      section(0x4008_0404, patternBytes(0x100, 2), { flags: 6 }),
      section(0x4008_0504, patternBytes(0x20, 3), { flags: 3 }),
      section(0x4008_0530, patternBytes(0x20, 4), { flags: 3 }),
    ]);
    expect(mergedCount).toBe(1);
    expect(image.segments.map(({ loadAddress, sizeBytes }) => [loadAddress, sizeBytes])).toEqual([
      [0x4008_0000, 0x504],
      [0x4008_0504, 0x20],
      [0x4008_0530, 0x20],
    ]);
  });

  it('takes program headers instead of sections when asked, and the same bytes then', () => {
    const sections = [section(0x3ffb_0000, patternBytes(64, 1)), section(0x4008_0000, patternBytes(64, 2))];
    const bySections = make(sections);
    const byHeaders = make(sections, { useProgramHeaders: true });
    expect(memoryOf(byHeaders.bytes, byHeaders.image)).toEqual(memoryOf(bySections.bytes, bySections.image));
  });

  it('leaves out what has no place in memory', () => {
    const { image } = make([
      section(0x3ffb_0000, patternBytes(64, 1)),
      section(0, patternBytes(64, 2)),
      section(0x3ffb_1000, patternBytes(64, 3), { flags: 0 }),
      section(0x3ffb_2000, patternBytes(64, 4), { type: 8 }),
    ]);
    expect(image.segments.map(({ loadAddress }) => loadAddress)).toEqual([0x3ffb_0000]);
  });

  it('starts with the description of the app, or of the bootloader', () => {
    const c6 = make(
      [
        section(0x4200_0020, patternBytes(64, 1), { flags: 6 }),
        section(0x4201_0020, appDescription(), { name: '.flash.appdesc' }),
      ],
      { chip: chips.esp32c6 },
    );
    expect(c6.image.segments[0]).toMatchObject({ loadAddress: 0x4201_0020, fileOffset: 0x20 });
    const bootloader = make([
      section(0x3ffb_0000, patternBytes(64, 1)),
      section(0x3fff_0000, patternBytes(80, 2), { name: '.dram0.bootdesc' }),
    ]);
    expect(bootloader.image.segments[0]?.loadAddress).toBe(0x3fff_0000);
  });

  it('names its ELF file in the app’s description, if there is room', () => {
    const { bytes, elf } = make([section(0x3f40_0020, appDescription())]);
    const digest = createHash('sha256').update(elf).digest('hex');
    expect(Buffer.from(bytes.subarray(0xb0, 0xd0)).toString('hex')).toBe(digest);
    const taken = appDescription().fill(7, 144, 176);
    const other = make([section(0x3f40_0020, taken)]);
    expect(other.bytes.subarray(0xb0, 0xd0)).toEqual(taken.subarray(144, 176));
  });

  it('names its ELF file where it is told to, and only where that is free', () => {
    const { bytes, elf, image } = make([section(0x3ffb_0000, new Uint8Array(128))], {
      elfSha256Offset: 0x40,
    });
    expect(Buffer.from(bytes.subarray(0x40, 0x60))).toEqual(createHash('sha256').update(elf).digest());
    expect(image.checksumValid).toBe(true);
    const used = [section(0x3ffb_0000, patternBytes(128, 1))];
    expect(() => make(used, { elfSha256Offset: 0x40 })).toThrow(/there is data/);
    expect(() => make(used, { elfSha256Offset: 0x10 })).toThrow(/no room/);
    expect(() => make(used, { elfSha256Offset: 0x1_0000 })).toThrow(/no room/);
  });

  it('reaches far enough into its last page for old ESP32 bootloaders', () => {
    const full = page - 0x20;
    for (const [sizeBytes, expected] of [
      [full, full + 0x24],
      [full + 0x20, full + 0x24],
      [full + 0x24, full + 0x24],
      [full - 4, full - 4],
    ] as const)
      expect(make([section(0x3f40_0020, patternBytes(sizeBytes, 1))]).image.segments[0]?.sizeBytes).toBe(
        expected,
      );
  });

  it('bears its revisions and can do without a digest', () => {
    const { bytes, image } = make([section(0x3ffb_0000, patternBytes(64, 1))], {
      minRevision: 301,
      maxRevision: 399,
      legacyMinRevision: 3,
      appendDigest: false,
    });
    expect([image.minRevision, image.maxRevision, bytes[14]]).toEqual([301, 399, 3]);
    expect(image.digest).toBeNull();
    expect(bytes).toHaveLength(24 + 8 + 64 + 16);
  });

  it('ends on a page’s end when it is to be signed', () => {
    for (const sizeBytes of [4, 0x1000, page - 0x70, page - 0x60, page, page + 4, 2 * page - 0x40]) {
      const sections = [section(0x3ffb_0000, patternBytes(sizeBytes, 1))];
      const second = make(sections, { securePadding: 'v2' });
      expect(second.bytes.length % page).toBe(0);
      expect(second.image.digest?.valid).toBe(true);
      // What is signed comes behind: version word, signature, 12 bytes.
      const first = make(sections, { securePadding: 'v1' });
      expect((first.bytes.length + 4 + 64 + 12) % page).toBe(0);
    }
  });

  it('is filled up with FF to a multiple of the size asked for', () => {
    const { bytes, image } = make([section(0x3ffb_0000, patternBytes(64, 1))], { padToSizeBytes: 0x1000 });
    expect(bytes).toHaveLength(0x1000);
    expect(bytes.subarray(image.endOffset).every((byte) => byte === 0xff)).toBe(true);
  });

  it('shows the ROM what goes into RAM alone, with the rest where the cache finds it in flash', () => {
    const sections = [
      section(0x3f40_0020, patternBytes(0x3000, 1)),
      section(0x3ffb_0000, patternBytes(0x200, 2)),
      section(0x400d_0020, patternBytes(0x5000, 3), { flags: 6 }),
    ];
    const { bytes, image } = make(sections, { ramOnlyHeader: true });
    expect(image.segments.map(({ loadAddress }) => loadAddress)).toEqual([0x3ffb_0000]);
    expect([image.checksumValid, image.digest]).toEqual([true, null]);
    const behind: (readonly [number, number])[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = image.endOffset; at < bytes.length; at += 8 + view.getUint32(at + 4, true))
      behind.push([view.getUint32(at, true), at + 8]);
    expect(behind.filter(([address]) => address !== 0).map(([address]) => address)).toEqual([
      0x400d_0020, 0x3f40_0020,
    ]);
    // The file goes to 0x1000, where the ESP32's ROM looks for it.
    for (const [address, at] of behind) if (address !== 0) expect((at + 0x1000) % page).toBe(address % page);
  });

  it('takes the page size from the request, then from the app, and refuses one the chip does not have', () => {
    const described = appDescription();
    described[180] = 14;
    const sections = [section(0x4200_0020, described, { name: '.flash.appdesc' })];
    const pageSize = (changes: Parameters<typeof elfRequest>[0]) => make(sections, changes).pageSize;
    const c6 = { chip: chips.esp32c6 };
    expect(pageSize(c6)).toEqual({ sizeBytes: 0x4000, source: 'app-description' });
    expect(pageSize({ ...c6, pageSizeBytes: 0x2000 })).toEqual({ sizeBytes: 0x2000, source: 'request' });
    expect(pageSize({ chip: chips.esp32c3, pageSizeBytes: 0x2000 })).toEqual({
      sizeBytes: page,
      source: 'fixed',
    });
    expect(() => pageSize({ chip: chips.esp32c2, pageSizeBytes: 0x2000 })).toThrow(/8192 bytes.*16, 32, 64/);
  });

  it('never becomes larger than its ELF file by naming the same bytes again and again', () => {
    const elf = buildElf({
      sections: [
        section(0x3ffb_0000, patternBytes(0x1000, 1)),
        section(0x3ffb_1000, patternBytes(4, 2)),
        section(0x3ffb_2000, patternBytes(4, 3)),
      ],
    });
    const view = new DataView(elf.buffer);
    const table = view.getUint32(32, true);
    for (const index of [2, 3]) {
      view.setUint32(table + index * 40 + 16, view.getUint32(table + 40 + 16, true), true);
      view.setUint32(table + index * 40 + 20, 0x1000, true);
    }
    expect(() => imageFromElf(elf, elfRequest())).toThrow(/more than it contains/);
  });

  const small = [section(0x3ffb_0000, patternBytes(64, 1))];
  const small8266 = [section(0x3ffe_8000, patternBytes(64, 1))];
  it.each([
    [
      'with two mapped segments in one page',
      [section(0x3f40_0020, patternBytes(4, 1)), section(0x3f40_1000, patternBytes(4, 2))],
      {},
      /share a page/,
    ],
    [
      'with more segments than the ROM takes',
      Array.from({ length: 17 }, (_, index) => section(0x3ffb_0000 + index * 64, patternBytes(4, index))),
      {},
      /17 segments/,
    ],
    ['of an ELF file with nothing to load', [section(0, patternBytes(4, 1))], {}, /nothing to load/],
    [
      'for secure boot without digest',
      small,
      { securePadding: 'v2', appendDigest: false },
      /need their SHA-256/,
    ],
    [
      'for secure boot version 1 on a chip without it',
      small,
      { chip: chips.esp32c3, securePadding: 'v1' },
      /ESP32 alone/,
    ],
    [
      'for secure boot on the ESP8266',
      small8266,
      { chip: chips.esp8266, securePadding: 'v2' },
      /neither secure boot/,
    ],
    [
      'with the ELF’s digest in an old ESP8266 image',
      small8266,
      { chip: chips.esp8266, elfSha256Offset: 16 },
      /version 3/,
    ],
    ['filled up beyond any flash', small, { padToSizeBytes: 0x1_0000_0000 }, /filled up to 4294967296/],
    ['of two files, filled up', small8266, { chip: chips.esp8266, padToSizeBytes: 4096 }, /two files/],
  ] as const)('%s is refused with the reason', (_, sections, changes, reason) => {
    expect(() => make(sections, changes)).toThrow(reason);
    expect(() => make(sections, changes)).toThrow(
      expect.objectContaining({ code: 'image-impossible' }) as Error,
    );
  });
});

describe('an ESP8266’s image made of an ELF file', () => {
  const chip = chips.esp8266;
  const sections = [
    section(0x3ffe_8000, patternBytes(0x101, 1)),
    section(0x4010_0000, patternBytes(0x80, 2), { flags: 6 }),
    section(0x4024_0000, patternBytes(0x235, 3), { flags: 6 }),
  ];

  it('has the mapped code in a file of its own in version 1', () => {
    const { files, image } = make(sections, { chip });
    expect(files.map(({ flashOffset, bytes }) => [flashOffset, bytes.length])).toEqual([
      [0, image.endOffset],
      [0x4_0000, 0x238],
    ]);
    expect(image.segments.map(({ loadAddress }) => loadAddress)).toEqual([0x3ffe_8000, 0x4010_0000]);
    expect(make(sections.slice(0, 2), { chip }).files).toHaveLength(1);
  });

  it('has the mapped code first and a CRC last in version 2', () => {
    const { files, bytes, image } = make(sections, { chip, version: 2 });
    expect(files[0]?.flashOffset).toBe(0x4_0000);
    expect(image.segments.map(({ loadAddress, sizeBytes }) => [loadAddress, sizeBytes])).toEqual([
      [0, 0x240],
      [0x3ffe_8000, 0x104],
      [0x4010_0000, 0x80],
    ]);
    expect(image.checksumValid).toBe(true);
    const stored = new DataView(bytes.buffer).getUint32(bytes.length - 4, true);
    expect(stored).toBe(bootCrc(bytes.subarray(0, -4)));
  });

  it('has a CRC that both signs of the plain one lead to', () => {
    const inputs = Array.from({ length: 20 }, (_, index) => patternBytes(16, index));
    const signs = new Set(inputs.map((bytes) => crc32(bytes) > 0x7fff_ffff));
    expect(signs.size).toBe(2);
    for (const bytes of inputs) {
      const signed = crc32(bytes) | 0;
      expect(bootCrc(bytes)).toBe(signed < 0 ? Math.abs(signed) - 1 : signed + 1);
    }
  });

  it('has its mapped code in place and a digest in version 3', () => {
    const { bytes, image } = make([section(0x4021_0010, patternBytes(0x100, 1)), ...sections.slice(0, 2)], {
      chip,
      version: 3,
    });
    expect(image.segments[0]).toMatchObject({ loadAddress: 0x4021_0010, fileOffset: 0x10 });
    expect(Buffer.from(bytes.subarray(-32))).toEqual(
      createHash('sha256').update(bytes.subarray(0, -32)).digest(),
    );
  });

  it('cannot have two mapped segments, nor none that is loaded', () => {
    const mapped = section(0x4024_0000, patternBytes(16, 1));
    expect(() => make([mapped, section(0x4025_0000, patternBytes(16, 2))], { chip })).toThrow(
      /2 segments are mapped/,
    );
    expect(() => make([mapped], { chip })).toThrow(/nothing that goes into RAM/);
  });
});
