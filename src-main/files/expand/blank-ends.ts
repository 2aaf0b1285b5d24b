import { sectorBytes } from '../../../src-shared/model/flash-size';
const blankSector = new Uint8Array(sectorBytes).fill(0xff);

/** How many bytes at the start are blank (FF), in whole sectors; all of them where nothing else is there. */
export function blankHead(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += sectorBytes)
    if (!isBlank(bytes.subarray(at, at + sectorBytes))) return at;
  return bytes.length;
}

/** How many bytes at the end are blank (FF), down to the start of a sector, counted from the start of `bytes`. */
export function blankTail(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0) {
    const start = Math.floor((end - 1) / sectorBytes) * sectorBytes;
    if (!isBlank(bytes.subarray(start, end))) return bytes.length - end;
    end = start;
  }
  return bytes.length;
}

/** At most a sector. */
export function isBlank(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, blankSector.subarray(0, bytes.length)) === 0;
}
