import { describe, expect, it } from 'vitest';
import { chips } from '../../src-main/engine/chips/registry';
import { imageFromElf } from '../../src-main/engine/image/elf-to-image';
import { parseFirmwareImage } from '../../src-main/engine/image/firmware-image';
import type { ChipId } from '../../src-shared/model/chip';
import { buildElf } from '../unit/image/build-elf';
import { patternBytes } from '../unit/image/build-image';
import { elfRequest } from '../unit/image/elf-request';

type Section = readonly [address: number, sizeBytes: number, name?: string];
type Logged = readonly [flashAddress: number, loadAddress: number, sizeBytes: number];

/** What bootloaders of real boards say about apps that the reference tool made: "segment 0: paddr=… vaddr=… size=…". */
const logs: readonly {
  readonly board: string;
  readonly chip: ChipId;
  readonly flashOffset: number;
  readonly pageSizeKb?: number;
  readonly sections: readonly Section[];
  readonly logged: readonly Logged[];
}[] = [
  {
    board: 'ESP32-S3 whose data fills the gap',
    chip: 'esp32s3',
    flashOffset: 0x2_0000,
    sections: [
      [0x3c17_0020, 0x2d_fc1c],
      [0x3fca_1900, 0x3d4 + 0x5ff4],
      [0x4037_4000, 0x1_d88c],
      [0x4200_0020, 0x16_22e4],
      [0x600f_e000, 0x1c],
    ],
    logged: [
      [0x0002_0020, 0x3c17_0020, 0x2d_fc1c],
      [0x002f_fc44, 0x3fca_1900, 0x3d4],
      [0x0030_0020, 0x4200_0020, 0x16_22e4],
      [0x0046_230c, 0x3fca_1cd4, 0x5ff4],
      [0x0046_8308, 0x4037_4000, 0x1_d88c],
      [0x0048_5b9c, 0x600f_e000, 0x1c],
    ],
  },
  {
    board: 'ESP32-S3 with code split over the gap',
    chip: 'esp32s3',
    flashOffset: 0x11_0000,
    sections: [
      [0x3c0a_0020, 0x3_c858],
      [0x3fc9_7000, 0x3418],
      [0x4037_4000, 0x378 + 0x1_2c48],
      [0x4200_0020, 0x9_0798],
      [0x5000_0000, 0x24],
    ],
    logged: [
      [0x0011_0020, 0x3c0a_0020, 0x3_c858],
      [0x0014_c880, 0x3fc9_7000, 0x3418],
      [0x0014_fca0, 0x4037_4000, 0x378],
      [0x0015_0020, 0x4200_0020, 0x9_0798],
      [0x001e_07c0, 0x4037_4378, 0x1_2c48],
      [0x001f_3410, 0x5000_0000, 0x24],
    ],
  },
  {
    board: 'ESP32-C3',
    chip: 'esp32c3',
    flashOffset: 0x1_0000,
    sections: [
      [0x3c02_0020, 0x99c0],
      [0x3fc8_c600, 0x1498],
      [0x4038_0000, 0x5190 + 0x72bc],
      [0x4200_0020, 0x1_8790],
      [0x5000_0010, 0x10],
    ],
    logged: [
      [0x0001_0020, 0x3c02_0020, 0x99c0],
      [0x0001_99e8, 0x3fc8_c600, 0x1498],
      [0x0001_ae88, 0x4038_0000, 0x5190],
      [0x0002_0020, 0x4200_0020, 0x1_8790],
      [0x0003_87b8, 0x4038_5190, 0x72bc],
      [0x0003_fa7c, 0x5000_0010, 0x10],
    ],
  },
  {
    board: 'ESP32-C3 with so little data that zeros fill the gap',
    chip: 'esp32c3',
    flashOffset: 0x1_0000,
    sections: [
      [0x3c03_0020, 0x4a6c],
      [0x4038_0000, 0x910],
      [0x4200_0020, 0x2_081c],
    ],
    logged: [
      [0x0001_0020, 0x3c03_0020, 0x4a6c],
      [0x0001_4a94, 0x4038_0000, 0x910],
      [0x0001_53ac, 0, 0xac6c],
      [0x0002_0020, 0x4200_0020, 0x2_081c],
    ],
  },
  {
    board: 'ESP32-H2 with pages of 32 KB and its description above the code',
    chip: 'esp32h2',
    flashOffset: 0x1_0000,
    pageSizeKb: 32,
    sections: [
      [0x4080_0000, 0xcb0 + 0x83ec],
      [0x4080_90a0, 0x1054],
      [0x4200_0020, 0xd068],
      [0x4201_0020, 0x7340, '.flash.appdesc'],
    ],
    logged: [
      [0x0001_0020, 0x4201_0020, 0x7340],
      [0x0001_7368, 0x4080_0000, 0xcb0],
      [0x0001_8020, 0x4200_0020, 0xd068],
      [0x0002_5090, 0x4080_0cb0, 0x83ec],
      [0x0002_d484, 0x4080_90a0, 0x1054],
    ],
  },
];

describe('apps lie in flash where bootloaders of real boards found them', () => {
  it.each(logs)('$board', ({ chip, flashOffset, pageSizeKb, sections, logged }) => {
    const elf = buildElf({
      sections: sections.map(([address, sizeBytes, name = '.data'], index) => ({
        name,
        address,
        data: patternBytes(sizeBytes, index),
      })),
    });
    const pageSizeBytes = pageSizeKb === undefined ? null : pageSizeKb * 1024;
    const { files } = imageFromElf(elf, elfRequest({ chip: chips[chip], pageSizeBytes }));
    const image = parseFirmwareImage(files[0]?.bytes ?? new Uint8Array(0), chips[chip]);
    expect(
      image.segments.map(({ fileOffset, loadAddress, sizeBytes }) => [
        flashOffset + fileOffset,
        loadAddress,
        sizeBytes,
      ]),
    ).toEqual(logged);
    expect([image.checksumValid, image.digest?.valid]).toEqual([true, true]);
  });
});
