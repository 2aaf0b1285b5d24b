import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import { byAddress, findOverlap, joinTouching, type AddressedBytes } from './address-range';

const blockBytes = 512;
const headerBytes = 32;
/** Room for the payload and what belongs to it. */
const fieldBytes = 476;
const md5PartBytes = 24;
const firstMagic = 0x0a32_4655;
const secondMagic = 0x9e5d_5157;
const lastMagic = 0x0ab1_6f30;
const flagNotFlash = 0x0001;
const flagFileContainer = 0x1000;
const flagFamilyId = 0x2000;
const flagMd5 = 0x4000;
const flagTags = 0x8000;
const alignment = 4;

export interface Uf2Options {
  /** Which chip the file is for: its family id. */
  readonly familyId: number;
  /** Payload of a block in bytes; null takes the most that fits. */
  readonly chunkSizeBytes: number | null;
  /** Whether every block carries the MD5 of its payload. */
  readonly md5: boolean;
}

/** The most bytes of payload that a block can carry. */
export function largestUf2Chunk(md5: boolean): number {
  return fieldBytes - (md5 ? md5PartBytes : 0);
}

/**
 * A UF2 file: blocks of 512 bytes, numbered from 0 in each of the parts, little-endian: two magics, flags, target address,
 * payload size, block number, number of blocks, family id, 476 bytes of payload and MD5 part (address, size, MD5 right behind the
 * payload, as Espressif has it), magic. Throws RangeError for a chunk size that is no multiple of 4 or does not fit.
 * @source Microsoft "USB Flashing Format (UF2)"; golden/expected/merge-uf2
 */
export function encodeUf2(parts: readonly AddressedBytes[], options: Uf2Options): Uint8Array {
  const chunkBytes = options.chunkSizeBytes ?? largestUf2Chunk(options.md5);
  if (chunkBytes % alignment !== 0 || chunkBytes < alignment || chunkBytes > largestUf2Chunk(options.md5))
    throw new RangeError(`a block cannot carry ${chunkBytes} bytes`);
  const counts = parts.map(({ data }) => Math.ceil(data.length / chunkBytes));
  const file = new Uint8Array(counts.reduce((sum, count) => sum + count, 0) * blockBytes);
  let at = 0;
  parts.forEach(({ address, data }, index) => {
    const count = counts[index] ?? 0;
    for (let number = 0; number < count; number++) {
      const done = number * chunkBytes;
      const payload = data.subarray(done, done + chunkBytes);
      const block = file.subarray(at, at + blockBytes);
      writeBlock(block, { address: address + done, payload, number, count }, options);
      at += blockBytes;
    }
  });
  return file;
}

interface BlockContent {
  readonly address: number;
  readonly payload: Uint8Array;
  readonly number: number;
  readonly count: number;
}

function writeBlock(
  block: Uint8Array,
  { address, payload, number, count }: BlockContent,
  { familyId, md5 }: Uf2Options,
): void {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const flags = flagFamilyId | (md5 ? flagMd5 : 0);
  [firstMagic, secondMagic, flags, address, payload.length, number, count, familyId].forEach((word, index) =>
    view.setUint32(index * 4, word, true),
  );
  block.set(payload, headerBytes);
  if (md5) {
    const md5Start = headerBytes + payload.length;
    view.setUint32(md5Start, address, true);
    view.setUint32(md5Start + 4, payload.length, true);
    block.set(md5Of(payload), md5Start + 8);
  }
  view.setUint32(blockBytes - 4, lastMagic, true);
}

export interface Uf2Tag {
  /** What the tag says, a number of 24 bits: 0x9fc7bc version, 0x650d9d description … */
  readonly id: number;
  readonly data: Uint8Array;
}

export interface Uf2File {
  /** In order of address; those that touch are one. */
  readonly parts: readonly AddressedBytes[];
  /** Null where the file does not say for which chip it is. */
  readonly familyId: number | null;
  /** Extension tags of all blocks, in file order. */
  readonly tags: readonly Uf2Tag[];
}

/** Whether a file begins with a UF2 block. */
export function looksLikeUf2(bytes: Uint8Array): boolean {
  if (bytes.length < blockBytes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0, true) === firstMagic && view.getUint32(4, true) === secondMagic;
}

/**
 * Reads what the blocks put into flash; blocks for elsewhere are left out. MD5 parts are checked. Needs memory for the contents
 * alone. Throws `container-invalid`.
 */
export function parseUf2(bytes: Uint8Array, name = 'file'): Uf2File {
  if (bytes.length === 0 || bytes.length % blockBytes !== 0)
    throw invalid(name, `its size is no multiple of ${blockBytes} bytes`);
  const parts: AddressedBytes[] = [];
  const tags: Uf2Tag[] = [];
  let familyId: number | null = null;
  for (let number = 0; number * blockBytes < bytes.length; number++) {
    const start = number * blockBytes;
    const block = readBlock(bytes.subarray(start, start + blockBytes), number, name);
    if (block === null) continue;
    if (block.familyId !== null && familyId !== null && block.familyId !== familyId)
      throw invalid(name, 'its blocks are for different chips');
    familyId ??= block.familyId;
    parts.push(block.part);
    tags.push(...block.tags);
  }
  const sorted = parts.sort(byAddress);
  if (findOverlap(sorted) !== null) throw invalid(name, 'it gives some address twice');
  return { parts: joinTouching(sorted), familyId, tags };
}

function readBlock(
  block: Uint8Array,
  number: number,
  name: string,
): { part: AddressedBytes; familyId: number | null; tags: readonly Uf2Tag[] } | null {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  if (word(0) !== firstMagic || word(1) !== secondMagic || view.getUint32(blockBytes - 4, true) !== lastMagic)
    throw invalid(name, `block ${number} has no marks`);
  const flags = word(2);
  if ((flags & (flagNotFlash | flagFileContainer)) !== 0) return null;
  const sizeBytes = word(4);
  if (sizeBytes > fieldBytes) throw invalid(name, `block ${number} claims ${sizeBytes} bytes`);
  const part = { address: word(3), data: block.subarray(headerBytes, headerBytes + sizeBytes) };
  if ((flags & flagMd5) !== 0 && !md5Fits(block, part))
    throw invalid(name, `the MD5 of block ${number} is wrong`);
  return {
    part,
    familyId: (flags & flagFamilyId) === 0 ? null : word(7),
    tags: (flags & flagTags) === 0 ? [] : readTags(block, sizeBytes, number, name),
  };
}

/** The MD5 part stands right behind the payload, as Espressif writes it, or at the end, as the format's description has it. */
function md5Fits(block: Uint8Array, { address, data }: AddressedBytes): boolean {
  const ends = headerBytes + fieldBytes - md5PartBytes;
  return [headerBytes + data.length, ends].some((start) => {
    if (start > ends) return false;
    const view = new DataView(block.buffer, block.byteOffset + start, md5PartBytes);
    if (view.getUint32(0, true) !== address || view.getUint32(4, true) !== data.length) return false;
    return md5Of(data).every((byte, index) => byte === block[start + 8 + index]);
  });
}

/** Tags: size:u8 with these four bytes, id:u24, data; each at a multiple of 4; size 0 ends them. */
function readTags(block: Uint8Array, payloadBytes: number, number: number, name: string): readonly Uf2Tag[] {
  const tags: Uf2Tag[] = [];
  const end = headerBytes + fieldBytes;
  let at = headerBytes + Math.ceil(payloadBytes / alignment) * alignment;
  while (at + alignment <= end && block[at] !== 0) {
    const sizeBytes = block[at] ?? 0;
    if (sizeBytes < alignment || at + sizeBytes > end)
      throw invalid(name, `a tag of block ${number} is damaged`);
    const id = (block[at + 1] ?? 0) | ((block[at + 2] ?? 0) << 8) | ((block[at + 3] ?? 0) << 16);
    tags.push({ id, data: block.subarray(at + alignment, at + sizeBytes) });
    at += Math.ceil(sizeBytes / alignment) * alignment;
  }
  return tags;
}

function md5Of(bytes: Uint8Array): Uint8Array {
  return createHash('md5').update(bytes).digest();
}

function invalid(name: string, reason: string): AppError {
  return new AppError('container-invalid', { name, format: 'UF2', reason });
}
