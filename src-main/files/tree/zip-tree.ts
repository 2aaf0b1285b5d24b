import { basename } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '../../../src-shared/errors/app-error';
import { largestArchiveBytes, readBounded } from '../read-bounded';
import type { FileProvenance, FirmwareTree } from './firmware-tree';
import { byDepthThenName } from './by-depth-then-name';
import { invalid, readZipContents, type ZipContents, type ZipMember } from './zip-members';

const stored = 0;
const deflated = 8;

/** Where an archive is: on disk, or, by `member`, within another one. */
export interface ArchivePlace {
  readonly path: string;
  readonly member: string | null;
}

/** Throws `file-not-found`, `file-unreadable`, `file-too-large`, `archive-invalid`. */
export async function openZipFile(path: string): Promise<FirmwareTree> {
  const name = basename(path);
  return openZipTree(await readBounded(path, name, largestArchiveBytes), name, { path, member: null });
}

/**
 * An archive as a tree. Its table of contents is checked at once, each file when it is read: size, CRC-32, and that it is no more
 * than was said. Throws `archive-invalid`.
 */
export async function openZipTree(
  bytes: Uint8Array,
  name: string,
  place: ArchivePlace | null = null,
): Promise<FirmwareTree> {
  const contents = await readZipContents(bytes, name);
  const files = [...contents.members.values()]
    .filter(({ matters }) => matters)
    .map(({ path, entry }) => ({ path, sizeBytes: entry.uncompressedSize }))
    .sort(byDepthThenName);
  return {
    name,
    files,
    async read(path, limitBytes) {
      const member = contents.members.get(path);
      const fileName = basename(path);
      if (member === undefined) throw new AppError('file-not-found', { name: fileName });
      const size = member.entry.uncompressedSize;
      if (size > limitBytes) throw new AppError('file-too-large', { name: fileName, size });
      return unpack(bytes, contents, member, name);
    },
    localPath: () => null,
    provenanceOf: (path) => (place === null ? null : provenanceIn(place, path)),
  };
}

function provenanceIn({ path, member }: ArchivePlace, inside: string): FileProvenance {
  return { how: 'zip', path, member: member === null ? inside : `${member}#${inside}` };
}

async function unpack(
  bytes: Uint8Array,
  { zip }: ZipContents,
  { path, entry }: ZipMember,
  name: string,
): Promise<Uint8Array> {
  const { compressedSize, uncompressedSize, compressionMethod } = entry;
  if (compressionMethod !== stored && compressionMethod !== deflated)
    throw invalid(name, `“${path}” is packed by method ${compressionMethod}, which Kiln does not know`);
  let data: Uint8Array;
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = bytes.subarray(fileDataStart, fileDataStart + compressedSize);
    data = compressionMethod === stored ? packed : inflate(packed, uncompressedSize);
  } catch (error) {
    throw invalid(name, `“${path}” is damaged`, error);
  }
  if (data.length !== uncompressedSize) throw invalid(name, `“${path}” is not as long as it should be`);
  if (crc32(data) !== entry.crc32 >>> 0) throw invalid(name, `the checksum of “${path}” is wrong`);
  return data;
}

/** Stops as soon as there is more than was said. */
function inflate(packed: Uint8Array, sizeBytes: number): Uint8Array {
  // The limit of nothing would be no limit.
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) });
}
