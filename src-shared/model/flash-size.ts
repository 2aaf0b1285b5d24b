/** The least of flash that can be erased, in bytes. */
export const sectorBytes = 0x1000;

const kibi = 0x400;
const mebi = 0x10_0000;

/**
 * Bytes of a flash size in header spelling: `4MB`, `512KB`; null for `keep`, `detect` and what is not one. A suffix such as
 * `-c1` says how the flash is mapped, not how large it is.
 */
export function parseFlashSize(spelling: string): number | null {
  const match = /^(\d+)(KB|MB)(-c1)?$/.exec(spelling);
  if (match === null) return null;
  return Number(match[1]) * (match[2] === 'MB' ? mebi : kibi);
}

/** The other way: `4MB`, `512KB`. */
export function formatFlashSize(sizeBytes: number): string {
  return sizeBytes % mebi === 0 ? `${sizeBytes / mebi}MB` : `${Math.round(sizeBytes / kibi)}KB`;
}
