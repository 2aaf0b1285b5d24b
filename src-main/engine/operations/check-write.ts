import { AppError } from '../../../src-shared/errors/app-error';
import type { WriteSegment } from '../requests';
import { flashSectorBytes } from './flash-geometry';
import { hex } from './hex';

export interface LayoutLimits {
  /** Null where it could not be found out. */
  readonly flashSizeBytes: number | null;
  /** What shares a segment's first sector can be read and put back: then it may start anywhere. */
  readonly canKeepHead: boolean;
}

/**
 * Refuses what cannot be written as asked: `nothing-to-flash`, `file-empty`, `offset-misaligned`, `past-end-of-flash`,
 * `segments-overlap`. What is encrypted on the way starts at a sector: what shares it could not be put back.
 */
export function checkLayout(segments: readonly WriteSegment[], limits: LayoutLimits): void {
  if (segments.length === 0) throw new AppError('nothing-to-flash');
  for (const segment of segments) checkSegment(segment, limits);
  const sorted = segments.toSorted((a, b) => a.offset - b.offset);
  for (const [index, second] of sorted.entries()) {
    const first = sorted[index - 1];
    if (first !== undefined && first.offset + first.data.length > second.offset)
      throw new AppError('segments-overlap', {
        first: first.name,
        second: second.name,
        offset: hex(second.offset),
      });
    if (first?.encrypted && sharesSector(first, second)) throw misaligned(second);
  }
}

function checkSegment(segment: WriteSegment, { flashSizeBytes, canKeepHead }: LayoutLimits): void {
  const { name, offset, data, encrypted = false } = segment;
  if (data.length === 0) throw new AppError('file-empty', { name });
  const anywhere = canKeepHead && !encrypted;
  if (offset < 0 || !Number.isInteger(offset) || (offset % flashSectorBytes !== 0 && !anywhere))
    throw misaligned(segment);
  const end = offset + data.length;
  if (flashSizeBytes !== null && end > flashSizeBytes)
    throw new AppError('past-end-of-flash', { name, end: hex(end), flashEnd: hex(flashSizeBytes) });
}

function sharesSector(first: WriteSegment, second: WriteSegment): boolean {
  const lastByte = first.offset + first.data.length - 1;
  return Math.floor(lastByte / flashSectorBytes) === Math.floor(second.offset / flashSectorBytes);
}

function misaligned({ name, offset }: WriteSegment): AppError {
  return new AppError('offset-misaligned', { name, offset: hex(offset) });
}
