import { createHash } from 'node:crypto';

export interface ImageRecipe {
  /** Null builds an ESP8266 image: no extended header, no digest. */
  readonly chipId: number | null;
  readonly flashMode?: number;
  readonly flashSizeFrequency?: number;
  readonly minRevision?: number;
  readonly maxRevision?: number;
  readonly legacyMinRevision?: number;
  readonly hashAppended?: boolean;
  readonly segments?: readonly Uint8Array[];
  readonly loadAddress?: number;
}

/** A firmware image put together byte by byte from the format's description, as the tests' own second opinion. */
export function buildImage(recipe: ImageRecipe): Uint8Array {
  const segments = recipe.segments ?? [patternBytes(100, 1), patternBytes(60, 2)];
  const header = recipe.chipId === null ? new Uint8Array(8) : new Uint8Array(24);
  const view = new DataView(header.buffer);
  header.set([0xe9, segments.length, recipe.flashMode ?? 2, recipe.flashSizeFrequency ?? 0x10]);
  view.setUint32(4, 0x4008_0000, true);
  if (recipe.chipId !== null) {
    header[8] = 0xee;
    view.setUint16(12, recipe.chipId, true);
    header[14] = recipe.legacyMinRevision ?? 0;
    view.setUint16(15, recipe.minRevision ?? 0, true);
    view.setUint16(17, recipe.maxRevision ?? 0, true);
    header[23] = (recipe.hashAppended ?? true) ? 1 : 0;
  }
  const body: Uint8Array[] = [header];
  let checksum = 0xef;
  for (const segment of segments) {
    const segmentHeader = new Uint8Array(8);
    const segmentView = new DataView(segmentHeader.buffer);
    segmentView.setUint32(0, recipe.loadAddress ?? 0x3ffb_0000, true);
    segmentView.setUint32(4, segment.length, true);
    body.push(segmentHeader, segment);
    for (const byte of segment) checksum ^= byte;
  }
  let image = Buffer.concat(body);
  const padding = Buffer.alloc(16 - (image.length % 16));
  padding[padding.length - 1] = checksum;
  image = Buffer.concat([image, padding]);
  if (recipe.chipId === null || recipe.hashAppended === false) return new Uint8Array(image);
  return new Uint8Array(Buffer.concat([image, createHash('sha256').update(image).digest()]));
}

/** Bytes that do not repeat soon and differ by seed; a linear congruential generator, so always the same. */
export function patternBytes(sizeBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = (seed * 2_654_435_761) >>> 0;
  for (let index = 0; index < sizeBytes; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** Like code: half of it random, half repeating, so that it compresses to about half. */
export function codeLikeBytes(sizeBytes: number, seed: number): Uint8Array {
  const bytes = patternBytes(sizeBytes, seed);
  for (let at = 0; at < sizeBytes; at += 64) bytes.fill(seed & 0xff, at, at + 32);
  return bytes;
}
