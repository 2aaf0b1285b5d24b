import { encodeIntelHex } from '../../../src-main/engine/image/intel-hex';
import { encodeUf2 } from '../../../src-main/engine/image/uf2';
import { chips } from '../../../src-main/engine/chips/registry';
import { buildNvs } from '../../../src-main/engine/nvs/build-nvs';
import { parseNvsCsv } from '../../../src-main/engine/nvs/parse-nvs-csv';
import { buildOtaData } from '../../../src-main/engine/partitions/ota-data';
import { appFor, bootloaderFor, merge, otaTable } from '../firmware/sample-images';
import { buildElf } from '../image/build-elf';
import { patternBytes } from '../image/build-image';

export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const nvsCsv =
  'key,type,encoding,value\nwifi,namespace,,\nssid,data,string,home\nchannel,data,u8,11\nblob,data,hex2bin,00ff10\n';
export const partitionCsv =
  '# Name,Type,SubType,Offset,Size,Flags\nnvs,data,nvs,0x9000,16K,\nfactory,app,factory,,1M,\n';

export const nvsImage = buildNvs(parseNvsCsv(nvsCsv), { sizeBytes: 0x4000, version: 2 });
export const otaData = buildOtaData([{ sequence: 2, state: 'valid' }, null]);
export const app = appFor('esp32', { project: 'blink', version: '1.4.2' });
export const bootloader = bootloaderFor('esp32');

/** Bootloader, table, settings, OTA data and one app; begins where the ESP32 looks for its bootloader. */
export const mergedImage = merge(
  [0, bootloader],
  [0x7000, otaTable],
  [0x8000, nvsImage],
  [0xc000, otaData],
  [0x1_f000, app],
);

export const uf2File = encodeUf2([{ address: 0x1_0000, data: app }], {
  familyId: chips.esp32.uf2FamilyId,
  chunkSizeBytes: null,
  md5: true,
});

/** The same contents as the merged image, without what is blank between them. */
export const hexFile = encodeIntelHex([
  { address: 0x1000, data: bootloader },
  { address: 0x8000, data: otaTable },
  { address: 0x9000, data: nvsImage },
  { address: 0xd000, data: otaData },
  { address: 0x2_0000, data: app },
]);

/** An ESP32's, by its core and by its addresses. */
export const elfFile = buildElf({
  sections: [
    { name: '.flash.rodata', address: 0x3f40_0020, data: patternBytes(300, 1) },
    { name: '.iram0.text', address: 0x4008_0000, data: patternBytes(500, 2), flags: 6 },
  ],
});
