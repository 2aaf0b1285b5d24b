import { describe } from 'vitest';
import { encodeIntelHex } from '../../src-main/engine/image/intel-hex';
import { encodeUf2 } from '../../src-main/engine/image/uf2';
import { chips } from '../../src-main/engine/chips/registry';
import { buildPartitionTable } from '../../src-main/engine/image/partition-table';
import { expandFile } from '../../src-main/files/expand/expand-file';
import type { ExpandOptions } from '../../src-main/files/expand/expansion';
import { openZipTree } from '../../src-main/files/tree/zip-tree';
import { buildZip } from '../support/build-zip';
import { appFor, bootloaderFor, entry, merge } from '../unit/firmware/sample-images';
import { fuzzParser } from './fuzz-parser';

const options = (name: string): ExpandOptions => ({
  name,
  merged: 'split',
  chip: null,
  boardChip: null,
  answers: [],
});

const limitBytes = 0x100_0000;

/** All that an archive holds, unpacked. */
async function readAll(bytes: Uint8Array): Promise<number> {
  const tree = await openZipTree(bytes, 'build.zip');
  let read = 0;
  for (const { path } of tree.files) read += (await tree.read(path, limitBytes)).length;
  return read;
}

const table = buildPartitionTable([
  entry('nvs', 1, 2, 0x3000, 0x1000),
  entry('otadata', 1, 0, 0x4000, 0x2000),
  entry('app', 0, 0, 0x1_0000, 0x1000),
]);

/** Its table stands at the first place where one is looked for, so that the seed stays small. */
const merged = (chip: 'esp32' | 'esp32c3') =>
  merge(
    [0, bootloaderFor(chip, 64)],
    [0x1000, table.subarray(0, 160)],
    [0x2000, Uint8Array.of(1, 2, 3)],
    [0x2100, appFor(chip, null, 64)],
  );

const parts = [
  { address: 0, data: bootloaderFor('esp32c3', 64) },
  { address: 0x8000, data: table.subarray(0, 160) },
  { address: 0x9000, data: Uint8Array.of(1, 2, 3) },
  { address: 0x1_0000, data: appFor('esp32c3', null, 256) },
];
const uf2 = (familyId: number) => encodeUf2(parts, { familyId, chunkSizeBytes: null, md5: true });

describe('containers', async () => {
  const files = { 'build/app.bin': appFor('esp32', null, 200), 'flasher_args.json': '{"flash_files":{}}' };
  fuzzParser({
    name: 'zip archives',
    seeds: [
      await buildZip(files),
      await buildZip(files, { compress: false }),
      await buildZip({ 'a/': '', 'a/b.bin': 'x', 'a/c.txt': 'y' }),
    ],
    parse: readAll,
  });

  fuzzParser({
    name: 'merged images taken apart',
    seeds: [
      merged('esp32c3'),
      merge([0, bootloaderFor('esp8266', 64)], [0x1000, appFor('esp8266', null, 64)]),
    ],
    parse: (bytes) => expandFile(bytes, options('merged.bin')),
  });

  fuzzParser({
    name: 'UF2 files taken apart',
    seeds: [
      uf2(chips.esp32c3.uf2FamilyId),
      Buffer.concat([uf2(chips.esp32c3.uf2FamilyId), uf2(chips.esp32.uf2FamilyId)]),
    ],
    parse: (bytes) => expandFile(bytes, options('app.uf2')),
  });

  fuzzParser({
    name: 'Intel HEX files taken apart',
    seeds: [encodeIntelHex(parts), encodeIntelHex([{ address: 0x1000, data: new Uint8Array(40) }])],
    parse: (bytes) => expandFile(bytes, options('app.hex')),
  });

  fuzzParser({
    name: 'CSV files turned into tables',
    seeds: [
      new TextEncoder().encode('# Name, Type\nnvs,data,nvs,0x9000,0x6000,\nfactory,app,factory,,1M,\n'),
      new TextEncoder().encode('key,type,encoding,value\nnet,namespace,,\nssid,data,string,home\n'),
    ],
    parse: (bytes) => expandFile(bytes, options('table.csv')),
  });
});
