import { describe, expect, it } from 'vitest';
import { looksLikeNvs } from '../../../src-main/engine/image/data-partitions';
import { patternBytes } from '../image/build-image';
import { nvsImage } from './nvs-image';

const rows = ['n,namespace,,', 'k,data,u8,1'];

/** Pages of 4096 bytes one after the other. */
function pagesOf(...pages: readonly (Uint8Array | 'blank')[]): Uint8Array {
  const image = new Uint8Array(pages.length * 4096).fill(0xff);
  pages.forEach((page, index) => {
    if (page !== 'blank') image.set(page.subarray(0, 4096), index * 4096);
  });
  return image;
}

describe('telling NVS from other data', () => {
  const used = nvsImage(rows);
  const other = patternBytes(4096, 2);

  it.each([
    ['a partition as it is built', used],
    ['one of which the board has freed the first page', pagesOf('blank', used, 'blank')],
    ['one with a damaged page', pagesOf(used, other, 'blank')],
  ])('finds %s', (_, image) => {
    expect(looksLikeNvs(image)).toBe(true);
  });

  it.each([
    ['no whole page', used.subarray(0, 4000)],
    ['a page and a half', used.subarray(0, 6144)],
    ['blank flash', pagesOf('blank', 'blank')],
    ['other data', pagesOf(other, used)],
    ['flash with an NVS partition somewhere in it', pagesOf('blank', used, other)],
    ['a header whose CRC is wrong', used.map((byte, index) => (index === 4 ? 9 : byte))],
    ['a page that the board has given up', used.map((byte, index) => (index === 0 ? 0xf0 : byte))],
  ])('does not take %s for it', (_, image) => {
    expect(looksLikeNvs(image)).toBe(false);
  });
});
