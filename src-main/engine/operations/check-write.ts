import { AppError } from '../../../src-shared/errors/app-error';
import type { WriteSegment } from '../requests';
import { flashSectorBytes } from './flash-geometry';
import { hex } from './hex';

/**
 * Refuses what cannot be written as asked: `nothing-to-flash`, `file-empty`, `offset-misaligned`, `past-end-of-flash`,
 * `segments-overlap`. Starts are whole sectors, so that segments which do not overlap share no sector either.
 * `flashSizeBytes` is null where it could not be found out.
 */
export function checkLayout(segments: readonly WriteSegment[], flashSizeBytes: number | null): void {
  if (segments.length === 0) throw new AppError('nothing-to-flash');
  for (const segment of segments) checkSegment(segment, flashSizeBytes);
  const sorted = segments.toSorted((a, b) => a.offset - b.offset);
  for (const [index, second] of sorted.entries()) {
    const first = sorted[index - 1];
    if (first !== undefined && first.offset + first.data.length > second.offset)
      throw new AppError('segments-overlap', {
        first: first.name,
        second: second.name,
        offset: hex(second.offset),
      });
  }
}

function checkSegment({ name, offset, data }: WriteSegment, flashSizeBytes: number | null): void {
  if (data.length === 0) throw new AppError('file-empty', { name });
  if (offset % flashSectorBytes !== 0 || offset < 0)
    throw new AppError('offset-misaligned', { name, offset: hex(offset) });
  const end = offset + data.length;
  if (flashSizeBytes !== null && end > flashSizeBytes)
    throw new AppError('past-end-of-flash', { name, end: hex(end), flashEnd: hex(flashSizeBytes) });
}
