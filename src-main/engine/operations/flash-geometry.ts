import { hasQuirk, type LoaderState } from '../loader/command-support';

/** Smallest unit that can be erased. */
export const flashSectorBytes = 0x1000;

/** `bytes` as they are, or with FF behind them up to a multiple of `unitBytes`: FF leaves erased flash as it is. */
export function padWithErased(bytes: Uint8Array, unitBytes: number): Uint8Array {
  if (bytes.length % unitBytes === 0) return bytes;
  const padded = new Uint8Array(Math.ceil(bytes.length / unitBytes) * unitBytes).fill(0xff);
  padded.set(bytes);
  return padded;
}

/** Sectors in the blocks whose borders the ESP8266's ROM erases by. */
const blockSectors = 16;

/**
 * Erase size to ask the ESP8266's ROM for, so that it erases `sizeBytes` from `offset` and hardly more. That ROM erases the
 * sectors up to the next 64 KiB border and then, from there on, again as many as it was asked for instead of the rest.
 * `exact` is false where that cannot come out even and one sector more is erased. @source Espressif, ESP8266 ROM: SPIEraseArea
 */
export function eraseSizeForEsp8266Rom(
  offset: number,
  sizeBytes: number,
): { readonly sizeBytes: number; readonly exact: boolean } {
  const wanted = Math.ceil(sizeBytes / flashSectorBytes);
  const toBorder = blockSectors - (Math.floor(offset / flashSectorBytes) % blockSectors);
  // Asked for n: as long as n ends before the border 2n are erased, beyond it n + toBorder.
  if (wanted >= 2 * toBorder) return { sizeBytes: (wanted - toBorder) * flashSectorBytes, exact: true };
  return { sizeBytes: Math.ceil(wanted / 2) * flashSectorBytes, exact: wanted % 2 === 0 };
}

/** True where this loader erases a sector behind the `sizeBytes` from `offset` as well, whatever it is asked for. */
export function erasesTooMuch(
  { chip, loader }: Pick<LoaderState, 'chip' | 'loader'>,
  offset: number,
  sizeBytes: number,
): boolean {
  if (loader !== 'rom' || !hasQuirk(chip, 'rom-erase-size-bug')) return false;
  return !eraseSizeForEsp8266Rom(offset, sizeBytes).exact;
}
