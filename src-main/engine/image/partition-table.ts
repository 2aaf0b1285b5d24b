import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';

/** Room that a partition table has in flash: 94 rows, that of the MD5, and the blank one that ends it. */
export const partitionTableSizeBytes = 0xc00;

const rowBytes = 32;
const entryMagic = 0x50aa;
const md5Magic = 0xebeb;
const nameOffset = 12;
const nameBytes = 16;
const md5Offset = 16;
const flagEncrypted = 1;
const flagReadOnly = 2;

export interface ParsedPartitionTable {
  readonly entries: readonly PartitionEntry[];
  /** False for tables without the MD5 row, as old ones are. A row that is there is right, or parsing fails. */
  readonly hasMd5: boolean;
}

/**
 * Rows of 32 bytes, little-endian: `AA 50`, type, subtype, offset:u32, size:u32, name[16], flags:u32. The row `EB EB`
 * holds the MD5 of all rows before it in its last 16 bytes. A blank row ends the table. A file may end before it
 * (`mayEndEarly`): in flash, blank bytes follow. Espressif's generator refuses such files, and bootloaders a full table.
 * Throws `partition-table-invalid`.
 *
 * @source ESP-IDF Programming Guide, "Partition Tables"
 */
export function parsePartitionTable(bytes: Uint8Array, { mayEndEarly = true } = {}): ParsedPartitionTable {
  const entries: PartitionEntry[] = [];
  let hasMd5 = false;
  const end = Math.min(bytes.length, partitionTableSizeBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  for (let offset = 0; offset + rowBytes <= end; offset += rowBytes) {
    const row = bytes.subarray(offset, offset + rowBytes);
    if (isBlank(row)) return finished(entries, hasMd5);
    const magic = view.getUint16(offset, true);
    if (hasMd5) throw invalid('rows follow the MD5');
    if (magic === md5Magic) {
      checkMd5(bytes.subarray(0, offset), row.subarray(md5Offset));
      hasMd5 = true;
    } else if (magic === entryMagic) entries.push(decodeEntry(row));
    else throw invalid(`row ${offset / rowBytes + 1} has no mark`);
  }
  if (!mayEndEarly || end === partitionTableSizeBytes) throw invalid('nothing ends it');
  return finished(entries, hasMd5);
}

function finished(entries: readonly PartitionEntry[], hasMd5: boolean): ParsedPartitionTable {
  if (entries.length === 0) throw invalid('it has no rows');
  return { entries, hasMd5 };
}

/**
 * The binary form, filled up to its room in flash with FF. `md5: false` leaves out the MD5 row, which old bootloaders do not
 * know. Throws `partition-table-invalid` when it does not fit.
 */
export function buildPartitionTable(entries: readonly PartitionEntry[], { md5 = true } = {}): Uint8Array {
  const rowsEnd = entries.length * rowBytes;
  const end = rowsEnd + (md5 ? rowBytes : 0);
  if (end + rowBytes > partitionTableSizeBytes) throw invalid('it has too many rows');
  const bytes = new Uint8Array(partitionTableSizeBytes).fill(0xff);
  entries.forEach((entry, index) => {
    bytes.set(encodeEntry(entry), index * rowBytes);
  });
  if (!md5) return bytes;
  bytes.fill(0xeb, rowsEnd, rowsEnd + 2);
  bytes.set(md5Of(bytes.subarray(0, rowsEnd)), rowsEnd + md5Offset);
  return bytes;
}

function decodeEntry(row: Uint8Array): PartitionEntry {
  const view = new DataView(row.buffer, row.byteOffset, rowBytes);
  const name = row.subarray(nameOffset, nameOffset + nameBytes);
  const terminator = name.indexOf(0);
  const flags = view.getUint32(28, true);
  return {
    name: new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      terminator < 0 ? name : name.subarray(0, terminator),
    ),
    type: view.getUint8(2),
    subtype: view.getUint8(3),
    offset: view.getUint32(4, true),
    sizeBytes: view.getUint32(8, true),
    encrypted: (flags & flagEncrypted) !== 0,
    readOnly: (flags & flagReadOnly) !== 0,
  };
}

function encodeEntry(entry: PartitionEntry): Uint8Array {
  const row = new Uint8Array(rowBytes);
  const view = new DataView(row.buffer);
  const name = new TextEncoder().encode(entry.name);
  if (name.length > nameBytes) throw invalid(`the name “${entry.name}” is too long`);
  view.setUint16(0, entryMagic, true);
  view.setUint8(2, entry.type);
  view.setUint8(3, entry.subtype);
  view.setUint32(4, entry.offset, true);
  view.setUint32(8, entry.sizeBytes, true);
  row.set(name, nameOffset);
  view.setUint32(28, (entry.encrypted ? flagEncrypted : 0) | (entry.readOnly ? flagReadOnly : 0), true);
  return row;
}

function checkMd5(rows: Uint8Array, stored: Uint8Array): void {
  if (!md5Of(rows).every((byte, index) => byte === stored[index])) throw invalid('its MD5 is wrong');
}

function md5Of(bytes: Uint8Array): Uint8Array {
  return createHash('md5').update(bytes).digest();
}

function isBlank(row: Uint8Array): boolean {
  return row.every((byte) => byte === 0xff);
}

function invalid(reason: string): AppError {
  return new AppError('partition-table-invalid', { reason });
}
