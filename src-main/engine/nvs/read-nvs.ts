import { AppError } from '../../../src-shared/errors/app-error';
import type { NvsContents, NvsEntry, NvsProblem, NvsValueType } from '../../../src-shared/model/nvs';
import {
  nvsIntegerTypes,
  nvsNamesIndex,
  nvsPageBytes,
  nvsTypeCodes,
  type NvsIntegerType,
} from './nvs-page-format';
import { readNvsPage, type NvsItem, type NvsPageContents } from './read-nvs-page';

/** What an entry says, and the item that it begins with. */
interface Value {
  readonly type: NvsValueType;
  readonly value: string;
  readonly sizeBytes: number;
  readonly first: NvsItem;
}

/**
 * All that an NVS partition holds. What is damaged is named among the problems, the rest is read. Throws `nvs-invalid` for
 * what is no NVS partition: a size of no whole pages, or none of them with a valid header.
 */
export function readNvs(bytes: Uint8Array): NvsContents {
  if (bytes.length === 0 || bytes.length % nvsPageBytes !== 0)
    throw invalid(`its size is no multiple of ${nvsPageBytes} bytes`);
  const pages = Array.from({ length: bytes.length / nvsPageBytes }, (_, number) =>
    readNvsPage(bytes.subarray(number * nvsPageBytes, (number + 1) * nvsPageBytes), number),
  );
  if (pages.every(({ page }) => page.state !== 'blank' && page.sequence === null))
    throw invalid('none of its pages has a valid header');
  const facts = { version: versionOf(pages), sizeBytes: bytes.length, pages: pages.map(({ page }) => page) };
  if (isEncrypted(pages)) {
    const problems = pages.flatMap((page) => page.problems).filter(({ entry }) => entry === null);
    return { ...facts, entries: [], problems, encrypted: true };
  }
  const found = readItems(inOrderOfWriting(pages));
  const problems = [...pages.flatMap((page) => page.problems), ...found.problems];
  return { ...facts, entries: found.entries, problems: problems.sort(byPlace), encrypted: false };
}

function versionOf(pages: readonly NvsPageContents[]): 1 | 2 | null {
  const versions = pages.map(({ version }) => version);
  if (versions.includes(2)) return 2;
  return versions.includes(1) ? 1 : null;
}

/** Headers and states stay readable under NVS encryption, entries do not. */
function isEncrypted(pages: readonly NvsPageContents[]): boolean {
  const isReadable = ({ items, hasPlainEntries }: NvsPageContents): boolean =>
    hasPlainEntries || items.length > 0;
  return (
    !pages.some(isReadable) && pages.some(({ problems }) => problems.some(({ entry }) => entry !== null))
  );
}

/** Pages are taken into use by rising sequence numbers; within a page entries follow each other. */
function inOrderOfWriting(pages: readonly NvsPageContents[]): readonly NvsItem[] {
  return pages
    .toSorted((one, other) => (one.page.sequence ?? 0) - (other.page.sequence ?? 0))
    .flatMap(({ items }) => items);
}

function readItems(items: readonly NvsItem[]): {
  entries: readonly NvsEntry[];
  problems: readonly NvsProblem[];
} {
  const { names, values, chunks } = newestOf(items);
  const problems: NvsProblem[] = [];
  const found: { readonly entry: NvsEntry; readonly first: NvsItem }[] = [];
  for (const item of values.values()) {
    const namespace = names.get(item.namespaceIndex);
    const value = decodeValue(item, chunks);
    if (namespace === undefined || value === null) {
      const code = namespace === undefined ? 'namespace-missing' : 'blob-incomplete';
      problems.push({ code, page: item.page, entry: item.entry });
      continue;
    }
    const { first, ...rest } = value;
    found.push({ entry: { namespace, key: item.key, ...rest, page: first.page }, first });
  }
  const entries = found.sort((one, other) => byPlace(one.first, other.first)).map(({ entry }) => entry);
  return { entries, problems };
}

/** A power cut between writing a value and erasing the one before it leaves both: the newest counts. */
function newestOf(items: readonly NvsItem[]) {
  const names = new Map<number, string>();
  const values = new Map<string, NvsItem>();
  const chunks = new Map<string, NvsItem>();
  for (const item of items) {
    if (item.namespaceIndex === nvsNamesIndex && item.typeCode === nvsIntegerTypes.u8.code)
      names.set(item.field.getUint8(0), item.key);
    else if (item.typeCode === nvsTypeCodes.blobChunk) chunks.set(chunkName(item, item.chunkIndex), item);
    else values.set(`${item.namespaceIndex} ${item.key}`, item);
  }
  return { names, values, chunks };
}

function chunkName({ namespaceIndex, key }: NvsItem, chunkIndex: number): string {
  return `${namespaceIndex} ${chunkIndex} ${key}`;
}

/** Null where chunks of a blob are missing. */
function decodeValue(item: NvsItem, chunks: ReadonlyMap<string, NvsItem>): Value | null {
  if (item.typeCode === nvsTypeCodes.string) return decodeString(item);
  if (item.typeCode === nvsTypeCodes.blob) return blobOf(item, [item.data]);
  if (item.typeCode === nvsTypeCodes.blobIndex) return joinBlob(item, chunks);
  const types = Object.keys(nvsIntegerTypes) as NvsIntegerType[];
  const type = types.find((name) => nvsIntegerTypes[name].code === item.typeCode);
  if (type === undefined)
    throw new AppError('internal', { reason: `NVS type ${item.typeCode} was let through` });
  return { type, ...decodeInteger(type, item.field), first: item };
}

function decodeInteger(type: NvsIntegerType, field: DataView): { value: string; sizeBytes: number } {
  const { sizeBytes, isSigned } = nvsIntegerTypes[type];
  const bits = sizeBytes * 8;
  const raw = field.getBigUint64(0, true);
  const value = isSigned ? BigInt.asIntN(bits, raw) : BigInt.asUintN(bits, raw);
  return { value: value.toString(), sizeBytes };
}

/** Up to its NUL, which is not counted. */
function decodeString(item: NvsItem): Value {
  const end = item.data.indexOf(0);
  const text = end < 0 ? item.data : item.data.subarray(0, end);
  // Without this a mark of byte order at the start of a value would be swallowed.
  const value = new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
  return { type: 'string', value, sizeBytes: text.length, first: item };
}

/** The index of a blob: size:u32, number of chunks:u8, index of the first one:u8. */
function joinBlob(index: NvsItem, chunks: ReadonlyMap<string, NvsItem>): Value | null {
  const sizeBytes = index.field.getUint32(0, true);
  const [count, start] = [index.field.getUint8(4), index.field.getUint8(5)];
  const found = Array.from({ length: count }, (_, number) =>
    chunks.get(chunkName(index, start + number)),
  ).filter((chunk) => chunk !== undefined);
  const total = found.reduce((sum, { data }) => sum + data.length, 0);
  if (found.length < count || total !== sizeBytes) return null;
  return blobOf(
    found[0] ?? index,
    found.map(({ data }) => data),
  );
}

function blobOf(first: NvsItem, pieces: readonly Uint8Array[]): Value {
  const bytes = Buffer.concat(pieces);
  return { type: 'blob', value: bytes.toString('hex'), sizeBytes: bytes.length, first };
}

function byPlace(
  one: { readonly page: number; readonly entry: number | null },
  other: { readonly page: number; readonly entry: number | null },
): number {
  return one.page - other.page || (one.entry ?? -1) - (other.entry ?? -1);
}

function invalid(reason: string): AppError {
  return new AppError('nvs-invalid', { reason });
}
