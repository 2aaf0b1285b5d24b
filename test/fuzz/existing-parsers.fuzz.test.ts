import { describe } from 'vitest';
import { chips } from '../../src-main/engine/chips/registry';
import {
  readAppDetails,
  readAppDescription,
  readBootloaderDescription,
} from '../../src-main/engine/image/app-description';
import { readDamagedImage } from '../../src-main/engine/image/damaged-image';
import { looksLikeNvs, looksLikeOtaData } from '../../src-main/engine/image/data-partitions';
import { imageFromElf } from '../../src-main/engine/image/elf-to-image';
import { parseFirmwareImage } from '../../src-main/engine/image/firmware-image';
import { readImageDetails, suspiciousSegments } from '../../src-main/engine/image/image-details';
import { inspectFirmware } from '../../src-main/engine/image/inspect-firmware';
import { encodeIntelHex, parseIntelHex } from '../../src-main/engine/image/intel-hex';
import { readMergedImage } from '../../src-main/engine/image/merged-image';
import { readImage } from '../../src-main/engine/image/read-image';
import { readSignatureBlocks } from '../../src-main/engine/image/signature-blocks';
import { encodeUf2, parseUf2 } from '../../src-main/engine/image/uf2';
import { appFor, bootloaderFor, merge, otaTable } from '../unit/firmware/sample-images';
import { buildElf } from '../unit/image/build-elf';
import { buildImage, patternBytes } from '../unit/image/build-image';
import { elfRequest } from '../unit/image/elf-request';
import { fuzzParser } from './fuzz-parser';
import { realSeeds } from './real-seeds';

const text = { project: 'blink', version: '1.4.0' };

/** A bootloader's layout with the description that ESP-IDF's carry. */
function describedBootloader(): Uint8Array {
  const segment = new Uint8Array(300);
  segment.set([80, 0, 0, 0, 1]);
  segment.set(new TextEncoder().encode('v5.3.1'), 8);
  segment.set(new TextEncoder().encode('Nov  1 2026 10:20:30'), 40);
  return buildImage({ chipId: 0, segments: [segment, patternBytes(100, 3)] });
}

/** Three blocks of version 2 at the next sector, as `espsecure sign-data` appends them. */
function signed(image: Uint8Array): Uint8Array {
  const sector = Math.ceil(image.length / 0x1000) * 0x1000;
  const blocks = [0, 1, 2].map((index) => {
    const block = patternBytes(1216, 40 + index);
    block.set([0xe7, index === 0 ? 2 : 3, 0, 0]);
    return [sector + index * 1216, block] as const;
  });
  return merge([0, image], ...blocks);
}

const images = [
  buildImage({ chipId: 0 }),
  buildImage({ chipId: 5, loadAddress: 0x4038_0000, hashAppended: false }),
  buildImage({ chipId: null, loadAddress: 0x4010_0000 }),
  describedBootloader(),
  appFor('esp32', text, 600),
  bootloaderFor('esp32c3', 600),
  ...realSeeds(
    'helloworld-esp32.bin',
    'helloworld-esp32c3.bin',
    'bootloader_esp8266.bin',
    'esp32s3_header.bin',
  ),
];
const otherFiles = [
  otaTable.subarray(0, 224),
  new Uint8Array(0x2000).fill(0xff),
  merge([0, bootloaderFor('esp32c3', 200)], [0x1000, otaTable.subarray(0, 224)]),
];
const elfs = [
  ...realSeeds('esp32c6-appdesc.elf'),
  ...[false, true].map((withProgramHeaders) => elfWith(withProgramHeaders)),
];

function elfWith(withProgramHeaders: boolean): Uint8Array {
  return buildElf({
    machine: withProgramHeaders ? 243 : 94,
    sections: [
      { name: '.flash.appdesc', address: 0x3f40_0020, data: patternBytes(300, 1) },
      { name: '.iram0.text', address: 0x4008_0000, data: patternBytes(500, 2), flags: 6 },
      { name: '.dram0.data', address: 0x3ffb_0000, data: patternBytes(40, 4) },
    ],
    withProgramHeaders,
  });
}
const parts = [
  { address: 0x1000, data: patternBytes(700, 3) },
  { address: 0xfff0, data: patternBytes(200, 4) },
];

describe('parsers', () => {
  fuzzParser({
    name: 'firmware images',
    seeds: images,
    codes: ['image-invalid'],
    parse: (bytes) => parseFirmwareImage(bytes),
  });
  fuzzParser({
    name: 'firmware images as the ESP8266’s',
    seeds: images,
    codes: ['image-invalid'],
    parse: (bytes) => {
      suspiciousSegments(bytes, chips.esp8266);
      return readImageDetails(bytes, chips.esp8266);
    },
  });
  fuzzParser({
    name: 'images’ details',
    seeds: [...images, signed(buildImage({ chipId: 0 }))],
    codes: ['image-invalid'],
    parse: (bytes) => readImageDetails(bytes, null),
  });
  fuzzParser({ name: 'damaged images', seeds: images, parse: readDamagedImage });
  fuzzParser({
    name: 'descriptions',
    seeds: images,
    parse: (bytes) => [readAppDescription(bytes), readAppDetails(bytes), readBootloaderDescription(bytes)],
  });
  fuzzParser({
    name: 'signature blocks',
    seeds: [signed(buildImage({ chipId: 0 }))],
    // Where the image ends is read from the image: any number can come.
    parse: (bytes) => readSignatureBlocks(bytes, (bytes[0] ?? 0) + 256 * ((bytes[1] ?? 0) % 32)),
  });
  fuzzParser({
    name: 'merged images',
    seeds: [...images, ...otherFiles],
    parse: (bytes) => readMergedImage(bytes, readImage(bytes)),
  });
  fuzzParser({ name: 'dropped files', seeds: [...images, ...otherFiles], codes: [], parse: inspectFirmware });
  fuzzParser({
    name: 'data partitions',
    seeds: otherFiles,
    parse: (bytes) => [looksLikeNvs(bytes), looksLikeOtaData(bytes)],
  });
  fuzzParser({
    name: 'ELF files made to images',
    seeds: elfs,
    codes: ['elf-invalid', 'image-impossible'],
    parse: (bytes) => imageFromElf(bytes, elfRequest({ useProgramHeaders: bytes.length % 2 === 0 })),
  });
  fuzzParser({
    name: 'UF2 files',
    seeds: [true, false].map((md5) => encodeUf2(parts, { familyId: 1, md5, chunkSizeBytes: 256 })),
    codes: ['container-invalid'],
    parse: (bytes) => parseUf2(bytes),
  });
  fuzzParser({
    name: 'Intel HEX files',
    seeds: [encodeIntelHex(parts)],
    codes: ['container-invalid'],
    parse: (bytes) => parseIntelHex(bytes),
  });
});
