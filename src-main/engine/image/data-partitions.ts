import { crc32 } from 'node:zlib';

const sectorBytes = 0x1000;
const crcSeed = 0xffff_ffff;
const blankWord = 0xffff_ffff;

/** States of a page in use: each is reached by clearing one more bit. @source ESP-IDF "Non-Volatile Storage", page structure */
const nvsPageStates: readonly number[] = [0xffff_fffe, 0xffff_fffc, 0xffff_fff8];

/**
 * Contents of an NVS partition: whole pages, the first of which carries a valid header (state:u32, sequence:u32, version,
 * 19 unused bytes, CRC-32 over bytes 4…27). Encrypted ones cannot be told from data.
 */
export function looksLikeNvs(bytes: Uint8Array): boolean {
  if (bytes.length < sectorBytes || bytes.length % sectorBytes !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  if (!nvsPageStates.includes(view.getUint32(0, true))) return false;
  return view.getUint32(28, true) === crc32(bytes.subarray(4, 28), crcSeed);
}

/**
 * Contents of an OTA data partition: two sectors, each blank or starting with an entry (sequence:u32, label[20], state:u32,
 * CRC-32 of the sequence). Two blank ones are what builds contain: "start the factory app or the first slot".
 */
export function looksLikeOtaData(bytes: Uint8Array): boolean {
  if (bytes.length !== 2 * sectorBytes) return false;
  return isOtaSector(bytes.subarray(0, sectorBytes)) && isOtaSector(bytes.subarray(sectorBytes));
}

function isOtaSector(sector: Uint8Array): boolean {
  const view = new DataView(sector.buffer, sector.byteOffset, 32);
  if (!sector.subarray(32).every((byte) => byte === 0xff)) return false;
  const sequence = view.getUint32(0, true);
  if (sequence === blankWord) return sector.subarray(0, 32).every((byte) => byte === 0xff);
  return view.getUint32(28, true) === crc32(sector.subarray(0, 4), crcSeed);
}
