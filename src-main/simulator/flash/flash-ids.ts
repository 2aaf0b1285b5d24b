/** JEDEC ids as data sheets print them: maker, type, and 0 for the capacity, which is log2 of the size in bytes. */
export const flashIds = {
  /** GD25Q: what many modules carry. */
  gigadevice: 0xc8_4000,
  /** W25Q…JV */
  winbond: 0xef_4000,
  /** MX25L */
  macronix: 0xc2_2000,
  /** XM25QH */
  xmc: 0x20_4000,
  /** IS25LP */
  issi: 0x9d_6000,
  /** P25Q */
  puya: 0x85_6000,
  /** BY25Q */
  boya: 0x68_4000,
  /** ZB25VQ */
  zbit: 0x5e_4000,
} as const;

export type FlashMaker = keyof typeof flashIds;

export const flashMakers = Object.keys(flashIds) as FlashMaker[];
