import { crc32 } from 'node:zlib';
import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { OtaData, OtaDataCopy } from '../../../src-shared/model/partition-table';
import { isBootable } from '../../../src-shared/partitions/app-slots';

/** Two sectors, one for each copy. */
export const otaDataBytes = 0x2000;

const entryBytes = 32;
const stateOffset = 24;
const crcOffset = 28;
const crcSeed = 0xffff_ffff;
const blankWord = 0xffff_ffff;

/** By number. @source ESP-IDF, esp_ota_img_states_t */
const states: readonly OtaDataCopy['state'][] = ['new', 'pending-verify', 'valid', 'invalid', 'aborted'];

/**
 * What an OTA data partition says: two sectors, each blank or beginning with sequence:u32, label[20], state:u32, CRC-32 of the
 * sequence:u32, little-endian. Null for bytes that are no such partition; a copy whose CRC is wrong is still one, as long as
 * all behind it is blank and its state is one that there is.
 *
 * @source ESP-IDF, esp_ota_select_entry_t
 */
export function readOtaData(bytes: Uint8Array): OtaData | null {
  if (bytes.length !== otaDataBytes) return null;
  const copies: (OtaDataCopy | null)[] = [];
  for (let start = 0; start < otaDataBytes; start += sectorBytes) {
    const sector = bytes.subarray(start, start + sectorBytes);
    const copy = readCopy(sector);
    if (copy === undefined) return null;
    copies.push(copy);
  }
  const counting = copies.filter((copy) => copy !== null && isBootable(copy));
  const activeSequence =
    counting.length === 0 ? null : Math.max(...counting.map((copy) => copy?.sequence ?? 0));
  return { copies, activeSequence };
}

/** Null: blank. Undefined: not OTA data. */
function readCopy(sector: Uint8Array): OtaDataCopy | null | undefined {
  if (!isBlank(sector.subarray(entryBytes))) return undefined;
  if (isBlank(sector.subarray(0, entryBytes))) return null;
  const view = new DataView(sector.buffer, sector.byteOffset, entryBytes);
  const sequence = view.getUint32(0, true);
  const state = stateOf(view.getUint32(stateOffset, true));
  if (state === undefined) return undefined;
  // The bootloader takes a blank sequence for none at all, whatever its CRC.
  const crcValid = sequence !== blankWord && view.getUint32(crcOffset, true) === sequenceCrc(sector);
  return { sequence, state, crcValid };
}

function stateOf(word: number): OtaDataCopy['state'] | undefined {
  return word === blankWord ? 'undefined' : states[word];
}

/** A partition that asks for what `copies` say; null for a blank one. */
export function buildOtaData(
  copies: readonly (Pick<OtaDataCopy, 'sequence' | 'state'> | null)[],
): Uint8Array {
  const bytes = new Uint8Array(otaDataBytes).fill(0xff);
  const view = new DataView(bytes.buffer);
  copies.slice(0, otaDataBytes / sectorBytes).forEach((copy, index) => {
    if (copy === null) return;
    const start = index * sectorBytes;
    const state = states.indexOf(copy.state);
    view.setUint32(start, copy.sequence, true);
    view.setUint32(start + stateOffset, state < 0 ? blankWord : state, true);
    view.setUint32(start + crcOffset, sequenceCrc(bytes.subarray(start)), true);
  });
  return bytes;
}

function sequenceCrc(entry: Uint8Array): number {
  return crc32(entry.subarray(0, 4), crcSeed);
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}
