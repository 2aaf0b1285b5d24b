/**
 * Serial Flash Discoverable Parameters of a plain 25-series flash: header, one parameter header, a basic table of 9 words.
 * @source JESD216 (2011)
 */
export function sfdpTable(sizeBytes: number): Uint8Array {
  const table = new Uint8Array(0x80).fill(0xff);
  const view = new DataView(table.buffer);
  const tableAt = 0x30;
  table.set(new TextEncoder().encode('SFDP'));
  // Revision 1.0, one parameter header.
  view.setUint32(4, 0xff00_0100, true);
  // Basic table, revision 1.0, 9 words.
  view.setUint32(8, 0x0901_0000, true);
  view.setUint32(12, 0xff00_0000 + tableAt, true);
  const words = [
    // 4 KiB erase is 0x20, 3-byte addresses, 1-1-2, 1-2-2, 1-4-4 and 1-1-4 fast reads.
    0xfff1_20e5,
    // Density: the last bit's address; from 2 Gbit on, an exponent.
    sizeBytes >= 0x1000_0000 ? (0x8000_0000 | (Math.log2(sizeBytes) + 3)) >>> 0 : sizeBytes * 8 - 1,
    0x6b08_eb44,
    0xbb42_3b08,
    0xffff_ffee,
    0xff00_ffff,
    0xff00_ffff,
    // Erase types: 2^12 with 0x20, 2^15 with 0x52.
    0x520f_200c,
    // 2^16 with 0xD8, none.
    0xff00_d810,
  ];
  for (const [index, word] of words.entries()) view.setUint32(tableAt + index * 4, word, true);
  return table;
}
