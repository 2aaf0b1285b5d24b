import { fromBufferPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../../src-shared/errors/app-error';
import { largestFirmwareBytes } from '../read-bounded';
import { isFirmwareName } from '../../../src-shared/model/firmware-names';
import { isSafePath } from './safe-path';

const mostMembers = 10_000;
const largestContentsBytes = 256 * 1024 * 1024;
/** What deflate can do at most, and what is left of it in a member of a few bytes. @source RFC 1951 */
const largestRatio = 1032;
const ratioSlackBytes = 1024;
/** Blank flash packs well, but not megabytes upon megabytes of it for nothing. */
const bombRatio = 200;
const bombBytes = 32 * 1024 * 1024;
const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const localHeaderBytes = 30;
/** Upper half of the external attributes, where the archive was made on Unix: the file's type. */
const unixTypeMask = 0o170000;
const unixLink = 0o120000;
const madeOnUnix = 3;

export interface ZipMember {
  readonly path: string;
  readonly entry: Entry;
  /** Whether it can matter for firmware: what cannot is never unpacked. */
  readonly matters: boolean;
}

export interface ZipContents {
  readonly zip: ZipFile;
  /** By path; folders and links are left out. */
  readonly members: ReadonlyMap<string, ZipMember>;
}

/** Reads and checks the table of contents. Nothing is unpacked. Throws `archive-invalid`. */
export async function readZipContents(bytes: Uint8Array, name: string): Promise<ZipContents> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    // Names are decoded and checked here: what is wrong with them is told in words.
    const zip = await fromBufferPromise(buffer, { decodeStrings: false });
    if (zip.entryCount > mostMembers) throw invalid(name, `it has ${zip.entryCount} members`);
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    checkOverlaps(entries, name);
    const members = new Map<string, ZipMember>();
    for (const entry of entries) addMember(members, entry, name);
    checkSizes(
      [...members.values()].filter(({ matters }) => matters),
      name,
    );
    return { zip, members };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw invalid(name, reasonOf(error), error);
  }
}

export function invalid(name: string, reason: string, cause?: unknown): AppError {
  return new AppError('archive-invalid', { name, reason }, { cause });
}

/** The library's own words are for programmers. */
export function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  if (/end of central directory/i.test(words))
    return 'its table of contents is missing, it may have been cut off';
  return 'its table of contents is damaged';
}

function addMember(members: Map<string, ZipMember>, entry: Entry, name: string): void {
  const path = pathOf(entry);
  const isFolder = path.endsWith('/');
  const shown = shortened(path);
  if (!isSafePath(isFolder ? path.slice(0, -1) : path))
    throw invalid(name, `“${shown}” would lead out of it`);
  if (isFolder || isLink(entry)) return;
  if (members.has(path)) throw invalid(name, `it has two files “${shown}”`);
  const matters = isFirmwareName(path.slice(path.lastIndexOf('/') + 1));
  members.set(path, { path, entry, matters });
}

function pathOf(entry: Entry): string {
  // Programs for Windows write backslashes; the library makes slashes of them.
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

/** Its contents would be the path that it leads to. */
function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  return versionMadeBy >> 8 === madeOnUnix && ((externalFileAttributes >>> 16) & unixTypeMask) === unixLink;
}

function checkSizes(members: readonly ZipMember[], name: string): void {
  let totalBytes = 0;
  for (const { path, entry } of members) {
    const { compressedSize, uncompressedSize } = entry;
    const shown = shortened(path);
    if ((entry.generalPurposeBitFlag & encryptedFlags) !== 0)
      throw invalid(name, `“${shown}” is encrypted with a password`);
    if (uncompressedSize > largestFirmwareBytes)
      throw invalid(name, `“${shown}” is larger than any flash (${uncompressedSize} bytes)`);
    totalBytes += uncompressedSize;
    const tooDense = uncompressedSize > compressedSize * largestRatio + ratioSlackBytes;
    const isBomb = uncompressedSize > bombBytes && uncompressedSize > compressedSize * bombRatio;
    if (tooDense || isBomb)
      throw invalid(name, `“${shown}” claims ${uncompressedSize} bytes in ${compressedSize}`);
  }
  if (totalBytes > largestContentsBytes) throw invalid(name, `unpacked, it would have ${totalBytes} bytes`);
}

/** A bomb can use the same packed bytes for any number of members; archives that people make never do. */
function checkOverlaps(entries: readonly Entry[], name: string): void {
  const sorted = entries.toSorted(
    (one, other) => one.relativeOffsetOfLocalHeader - other.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: start, compressedSize } of sorted) {
    if (start < end) throw invalid(name, 'its members lie over each other');
    end = start + localHeaderBytes + compressedSize;
  }
}

const longestQuote = 80;

function shortened(path: string): string {
  const visible = path.replace(/\p{C}/gu, '?');
  return visible.length > longestQuote ? `…${visible.slice(-longestQuote)}` : visible;
}
