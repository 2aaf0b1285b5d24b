import { createHash } from 'node:crypto';
import type { FlashView } from '../flash/flash-view';

export interface PartitionEntry {
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly label: string;
}

export type PartitionTable =
  | { readonly ok: true; readonly entries: readonly PartitionEntry[] }
  /** As the bootloader words it. */
  | { readonly ok: false; readonly complaint: string };

const tableOffset = 0x8000;
const entryBytes = 32;
const mostEntries = 95;
const entryMagic = 0x50aa;
const md5Magic = 0xebeb;
const endMagic = 0xffff;

/** The table at 0x8000 as the second-stage bootloader reads it. @source ESP-IDF documentation, "Partition Tables" */
export function readPartitionTable(nor: FlashView): PartitionTable {
  const raw = nor.read(tableOffset, entryBytes * mostEntries);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const entries: PartitionEntry[] = [];
  for (let index = 0; index < mostEntries; index++) {
    const at = index * entryBytes;
    const entryWord = view.getUint16(at, true);
    if (entryWord === endMagic && index > 0) break;
    if (entryWord === md5Magic) {
      const calculated = createHash('md5').update(raw.subarray(0, at)).digest();
      if (Buffer.compare(calculated, raw.subarray(at + 16, at + entryBytes)) !== 0)
        return { ok: false, complaint: 'Incorrect MD5 of partition table' };
      continue;
    }
    if (entryWord !== entryMagic)
      return { ok: false, complaint: `partition ${index} invalid magic number 0x${entryWord.toString(16)}` };
    entries.push(readEntry(raw.subarray(at, at + entryBytes)));
  }
  return { ok: true, entries };
}

function readEntry(raw: Uint8Array): PartitionEntry {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return {
    type: view.getUint8(2),
    subtype: view.getUint8(3),
    offset: view.getUint32(4, true),
    sizeBytes: view.getUint32(8, true),
    label: cString(raw.subarray(12, 28)),
  };
}

export function cString(raw: Uint8Array): string {
  const end = raw.indexOf(0);
  return new TextDecoder().decode(end < 0 ? raw : raw.subarray(0, end));
}

const isApp = ({ type }: PartitionEntry): boolean => type === 0;
const isOta = (entry: PartitionEntry): boolean =>
  isApp(entry) && entry.subtype >= 0x10 && entry.subtype < 0x20;

/** Apps in the order in which the bootloader tries them: what the OTA data choose, the factory app, the other OTA slots. */
export function bootOrder(nor: FlashView, entries: readonly PartitionEntry[]): PartitionEntry[] {
  const slots = entries.filter(isOta).sort((a, b) => a.subtype - b.subtype);
  const factory = entries.filter((entry) => isApp(entry) && entry.subtype === 0);
  const data = entries.find(({ type, subtype }) => type === 1 && subtype === 0);
  const sequence = data ? otaSequence(nor, data.offset) : null;
  const chosen = sequence === null ? undefined : slots[(sequence - 1) % slots.length];
  return chosen ? [chosen, ...slots.filter((slot) => slot !== chosen), ...factory] : [...factory, ...slots];
}

/** The higher of the two sequence numbers whose CRC is right; null where neither is: then the factory app is meant. */
function otaSequence(nor: FlashView, offset: number): number | null {
  const valid = [0, 0x1000].flatMap((at) => {
    const raw = nor.read(offset + at, 32);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const sequence = view.getUint32(0, true);
    return sequence !== 0xffff_ffff && sequence > 0 && view.getUint32(28, true) === otaCrc(raw.subarray(0, 4))
      ? [sequence]
      : [];
  });
  return valid.length > 0 ? Math.max(...valid) : null;
}

/** CRC-32 as the ROM calculates it from 0xFFFFFFFF on. */
function otaCrc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
