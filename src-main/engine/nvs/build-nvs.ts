import { AppError } from '../../../src-shared/errors/app-error';
import { nvsCsvInvalid, type NvsCsvRow } from './nvs-csv';
import { NvsImageWriter } from './nvs-image-writer';
import {
  nvsIntegerTypes,
  nvsMostNamespaces,
  nvsNamesIndex,
  nvsPageBytes,
  nvsTypeCodes,
  type NvsIntegerType,
} from './nvs-page-format';

export interface NvsBuildOptions {
  /** Of the partition: a multiple of 4096, at least three pages. One of them stays free for the board to work with. */
  readonly sizeBytes: number;
  /** 2: blobs over several pages, as since ESP-IDF 3.2. */
  readonly version: 1 | 2;
}

const leastPages = 3;
const freePages = 1;
/** Strings with their NUL; blobs. @source ESP-IDF "NVS Partition Generator Utility", Caveats; "Non-Volatile Storage" */
const mostValueBytes = {
  1: { string: 1984, blob: 1984 },
  2: { string: 4000, blob: 508_000 },
} as const;

/**
 * An NVS partition with these values, in their order, byte for byte as Espressif's nvs_partition_gen writes it. Throws
 * `nvs-csv-invalid` for a value that no partition can hold, `nvs-too-small`, and `nvs-invalid` for a size of no whole pages.
 */
export function buildNvs(
  rows: readonly NvsCsvRow[],
  { sizeBytes, version }: NvsBuildOptions,
): Uint8Array<ArrayBuffer> {
  if (sizeBytes <= 0 || sizeBytes % nvsPageBytes !== 0)
    throw new AppError('nvs-invalid', { reason: `its size is no multiple of ${nvsPageBytes} bytes` });
  const writer = new NvsImageWriter(version);
  writeRows(rows, version, writer);
  const needed = Math.max(leastPages, writer.pages.length + freePages) * nvsPageBytes;
  if (needed > sizeBytes) throw new AppError('nvs-too-small', { size: sizeBytes, needed });
  const image = new Uint8Array(sizeBytes).fill(0xff);
  writer.pages.forEach((page, index) => image.set(page, index * nvsPageBytes));
  return image;
}

function writeRows(rows: readonly NvsCsvRow[], version: 1 | 2, writer: NvsImageWriter): void {
  const namespaces = new Map<string, number>();
  let namespaceIndex = nvsNamesIndex;
  for (const row of rows) {
    if (row.kind === 'namespace') namespaceIndex = openNamespace(row, namespaces, writer);
    else if (namespaceIndex === nvsNamesIndex)
      throw nvsCsvInvalid(row.line, 'a row with the type “namespace” must come before the first value');
    else writeValue(row, namespaceIndex, version, writer);
  }
}

/** A name that was there before goes on where it stopped. */
function openNamespace(
  { key, line }: NvsCsvRow,
  namespaces: Map<string, number>,
  writer: NvsImageWriter,
): number {
  const known = namespaces.get(key);
  if (known !== undefined) return known;
  if (namespaces.size === nvsMostNamespaces)
    throw nvsCsvInvalid(line, `there are more than ${nvsMostNamespaces} namespaces`);
  const index = namespaces.size + 1;
  namespaces.set(key, index);
  const head = { namespaceIndex: nvsNamesIndex, typeCode: nvsIntegerTypes.u8.code, key };
  writer.writeSingle(head, (field) => field.setUint8(0, index));
  return index;
}

function writeValue(
  row: Exclude<NvsCsvRow, { kind: 'namespace' }>,
  namespaceIndex: number,
  version: 1 | 2,
  writer: NvsImageWriter,
): void {
  const head = { namespaceIndex, key: row.key };
  if (row.kind === 'integer') {
    const typeCode = nvsIntegerTypes[row.type].code;
    writer.writeSingle({ ...head, typeCode }, (field) => setInteger(field, row.type, row.value));
    return;
  }
  const data = row.kind === 'blob' ? row.data : new TextEncoder().encode(`${row.value}\0`);
  const most = mostValueBytes[version][row.kind];
  if (data.length > most)
    throw nvsCsvInvalid(
      row.line,
      `“${row.key}” has ${data.length} bytes, but no ${row.kind} may have more than ${most}`,
    );
  if (row.kind === 'blob' && version === 2) writer.writeBlob(head, data);
  else writer.writeWithData({ ...head, typeCode: nvsTypeCodes[row.kind] }, data);
}

/** As many bytes as the type has; the rest of the field stays FF. */
function setInteger(field: DataView, type: NvsIntegerType, value: bigint): void {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigInt64(0, value, true);
  for (let index = 0; index < nvsIntegerTypes[type].sizeBytes; index++)
    field.setUint8(index, bytes.getUint8(index));
}
