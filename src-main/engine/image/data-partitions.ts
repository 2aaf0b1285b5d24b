import { crc32 } from 'node:zlib';
import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { NvsPage } from '../../../src-shared/model/nvs';
import { hasNvsHeaderCrc, nvsEntryBytes, nvsPageBytes, nvsPageState } from '../nvs/nvs-page-format';

const crcSeed = 0xffff_ffff;
const blankWord = 0xffff_ffff;

/**
 * Contents of an NVS partition: whole pages, the first one in use with a valid header. Boards take their pages in turn, so that
 * the first page of a partition read back can be a blank one; then the others have to speak for it. Under flash encryption
 * (not that of NVS) it cannot be told from data.
 */
export function looksLikeNvs(bytes: Uint8Array): boolean {
  if (bytes.length < nvsPageBytes || bytes.length % nvsPageBytes !== 0) return false;
  for (let start = 0; start < bytes.length; start += nvsPageBytes) {
    const header = bytes.subarray(start, start + nvsEntryBytes);
    const state = nvsPageState(new DataView(header.buffer, header.byteOffset).getUint32(0, true));
    if (state !== 'blank') return isInUse(state) && hasNvsHeaderCrc(header) && othersAreNvs(bytes, start);
  }
  return false;
}

function isInUse(state: NvsPage['state'] | null): boolean {
  return state === 'active' || state === 'full' || state === 'freeing';
}

/** With blank flash before it a single page is too little: anything may follow in an image of the whole flash. */
function othersAreNvs(bytes: Uint8Array, firstUsed: number): boolean {
  if (firstUsed === 0) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = firstUsed; start < bytes.length; start += nvsPageBytes)
    if (nvsPageState(view.getUint32(start, true)) === null) return false;
  return true;
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
