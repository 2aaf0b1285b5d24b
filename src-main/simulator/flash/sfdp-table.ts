/** Where the tables lie; what is between them is FF, as on real parts. */
const basicTableAt = 0x80;
const fourByteTableAt = 0xc0;
const totalBytes = 0x100;
/** From here on a flash needs addresses of four bytes. */
const fourByteFromBytes = 0x200_0000;

/**
 * Serial Flash Discoverable Parameters of a 25-series flash: header, basic table of 16 words, and a table of instructions
 * with four address bytes where the flash is large enough to need them. @source JESD216B; values as in the W25Q128JV's and
 * W25Q256JV's data sheets
 */
export function sfdpTable(sizeBytes: number): Uint8Array {
  const isLarge = sizeBytes >= fourByteFromBytes;
  const table = new Uint8Array(totalBytes).fill(0xff);
  const view = new DataView(table.buffer);
  const put = (at: number, words: readonly number[]): void =>
    words.forEach((word, index) => view.setUint32(at + index * 4, word, true));
  table.set(new TextEncoder().encode('SFDP'));
  // Revision 1.6, number of parameter headers less one.
  put(4, [isLarge ? 0xff01_0106 : 0xff00_0106]);
  // Basic table: revision 1.6, 16 words.
  put(8, [0x1001_0600, 0xff00_0000 + basicTableAt]);
  put(basicTableAt, basicTable(sizeBytes, isLarge));
  if (isLarge) {
    put(0x10, [0x0201_0084, 0xff00_0000 + fourByteTableAt]);
    // Reads 13h and 0Ch, program 12h, erase types 1 to 3; and the erases’ instructions.
    put(fourByteTableAt, [0xffff_fe43, 0xffdc_5c21]);
  }
  return table;
}

function basicTable(sizeBytes: number, isLarge: boolean): readonly number[] {
  return [
    // 4 KiB erase is 0x20; 3-byte addresses, or 3 or 4; 1-1-2, 1-2-2, 1-4-4 and 1-1-4 fast reads.
    isLarge ? 0xfffb_20e5 : 0xfff9_20e5,
    // Density: the last bit's address; from 2 Gbit on, an exponent.
    sizeBytes >= 0x1000_0000 ? (0x8000_0000 | (Math.log2(sizeBytes) + 3)) >>> 0 : sizeBytes * 8 - 1,
    0x6b08_eb44,
    0xbb42_3b08,
    0xffff_fffe,
    0x0000_ffff,
    0xeb40_ffff,
    // Erase types: 2^12 with 0x20, 2^15 with 0x52, 2^16 with 0xD8, none.
    0x520f_200c,
    0x0000_d810,
    // Times of erasing and programming; suspending and resuming; status registers.
    0x00a6_0236,
    0xd314_ea82,
    0x3376_63e9,
    0x757a_757a,
    0x5cd5_a2f7,
    0xff4d_f719,
    isLarge ? 0xa5f9_70e9 : 0x80f8_30e9,
  ];
}
