import { describe } from 'vitest';
import { compareRanges } from '../../src-main/files/images/compare-ranges';
import { inspectBytes } from '../../src-main/files/images/inspect-bytes';
import { plainBytes } from '../../src-main/files/images/plain-bytes';
import { appFor, bootloaderFor, merge, otaTable } from '../unit/firmware/sample-images';
import {
  elfFile,
  hexFile,
  nvsCsv,
  nvsImage,
  otaData,
  partitionCsv,
  textBytes,
  uf2File,
} from '../unit/files/sample-files';
import { buildImage } from '../unit/image/build-image';
import { fuzzParser } from './fuzz-parser';

const app = appFor('esp32', { project: 'blink', version: '1' }, 1000);
const merged = merge(
  [0, bootloaderFor('esp32c3', 300)],
  [0x1000, otaTable.subarray(0, 0x200)],
  [0x1400, app],
);

/** Any bytes are an answer here: a refusal is a fault like any other. */
function neverRefused(bytes: Uint8Array): unknown {
  try {
    return inspectBytes(bytes, bytes.length % 2 === 0 ? null : 'esp32');
  } catch (error) {
    throw new Error('refused', { cause: error });
  }
}

describe('looking into files', () => {
  fuzzParser({
    name: 'files of every format',
    seeds: [
      app,
      bootloaderFor('esp32c3', 300),
      buildImage({ chipId: null }),
      merged,
      elfFile,
      uf2File.subarray(0, 4096),
      hexFile.subarray(0, 4000),
      otaTable,
      textBytes(partitionCsv),
      nvsImage.subarray(0, 0x1000),
      textBytes(nvsCsv),
      otaData,
      new Uint8Array(0x1000).fill(0xff),
    ],
    parse: neverRefused,
  });

  fuzzParser({
    name: 'containers made plain and compared',
    seeds: [hexFile.subarray(hexFile.length - 3000), uf2File.subarray(0, 2048)],
    parse: (bytes) => {
      const data = plainBytes(bytes.subarray(0), 'fuzzed', null);
      return compareRanges([{ address: 0, data }], [{ address: 0x10, data: bytes }], { gapsAreBlank: true });
    },
    inputs: 20_000,
  });
});
