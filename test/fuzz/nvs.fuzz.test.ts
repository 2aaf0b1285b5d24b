import { describe } from 'vitest';
import { buildNvs } from '../../src-main/engine/nvs/build-nvs';
import { formatNvsCsv } from '../../src-main/engine/nvs/format-nvs-csv';
import { nvsCrc } from '../../src-main/engine/nvs/nvs-page-format';
import { parseNvsCsv } from '../../src-main/engine/nvs/parse-nvs-csv';
import { readNvs } from '../../src-main/engine/nvs/read-nvs';
import { patternBytes } from '../unit/image/build-image';
import { changeEntry, changeHeader, entryOffset, nvsImage } from '../unit/nvs/nvs-image';
import { fuzzParser } from './fuzz-parser';
import { realSeeds } from './real-seeds';

const rows = [
  'station,namespace,,',
  'serial,data,string,KLN-2026-000417',
  'offset,data,i32,-48213',
  'uptime,data,u64,18446744073709551615',
  'wifi,namespace,,',
  'note,data,string,"kept, ""quoted"" and',
  'on two lines"',
  'bssid,data,hex2bin,7cdfa1b2c3d4',
  'cert,data,base64,S2lsbg==',
  'pad,data,blob_fill(40;0xa5),abc',
];
const large = ['n,namespace,,', `blob,data,hex2bin,${Buffer.from(patternBytes(4500, 1)).toString('hex')}`];
const partitions = [
  nvsImage(rows).subarray(0, 4096),
  nvsImage(rows, { version: 1 }).subarray(0, 4096),
  nvsImage(large).subarray(0, 8192),
];
const csv = ['key,type,encoding,value', ...rows, 'file,file,binary,a.bin'].join('\n');
const contents = patternBytes(60, 2);

/** As a partition read back always is: else most inputs would end at their size. */
function wholePages(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.max(bytes.length - (bytes.length % 4096), 4096));
}

/** Lets what was changed get past the CRCs, to where it could do harm. */
function withRightCrcs(image: Uint8Array): Uint8Array {
  for (let page = 0; (page + 1) * 4096 <= image.length; page++) {
    changeHeader(image, page, () => undefined);
    for (let entry = 0; entry < 126;) {
      const raw = image.subarray(entryOffset(page, entry));
      if (raw[0] === 0xff && raw[1] === 0xff) {
        entry++;
        continue;
      }
      const span = [0x21, 0x41, 0x42].includes(raw[1] ?? 0) ? (raw[2] ?? 0) : 1;
      const sizeBytes = (raw[24] ?? 0) + 256 * (raw[25] ?? 0);
      changeEntry(image, page, entry, (head) => {
        const view = new DataView(head.buffer, head.byteOffset, 32);
        if (span > 1) view.setUint32(28, nvsCrc(raw.subarray(32, 32 + sizeBytes)), true);
      });
      entry += Math.max(span, 1);
    }
  }
  return image;
}

describe('parsers of NVS', () => {
  fuzzParser({
    name: 'NVS partitions',
    seeds: partitions,
    codes: ['nvs-invalid'],
    parse: (bytes) => formatNvsCsv(readNvs(wholePages(bytes))),
  });
  fuzzParser({
    name: 'NVS partitions with right CRCs',
    seeds: partitions,
    codes: ['nvs-invalid'],
    parse: (bytes) => formatNvsCsv(readNvs(withRightCrcs(wholePages(bytes)))),
  });
  fuzzParser({
    name: 'NVS CSV files',
    seeds: [new TextEncoder().encode(csv), ...realSeeds('nvs_basic.csv')],
    codes: ['nvs-csv-invalid', 'nvs-too-small'],
    parse: (bytes) =>
      buildNvs(parseNvsCsv(new TextDecoder().decode(bytes), { readFile: () => contents }), {
        sizeBytes: 0x3000,
        version: bytes.length % 2 === 0 ? 1 : 2,
      }),
  });
});
