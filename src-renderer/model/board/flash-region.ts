import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { FlashRegion } from '../../../src-shared/model/job';

/** A stretch of flash that something is to be done with. */
export interface NamedRegion extends FlashRegion {
  /** A partition's name; empty for a stretch that was typed in. */
  readonly name: string;
}

export type RegionProblem = 'empty' | 'misaligned' | 'past-end';

/** What keeps a stretch from being read; `flashBytes` null where the size of the flash is not known. */
export function readProblem(
  { offset, sizeBytes }: FlashRegion,
  flashBytes: number | null,
): RegionProblem | null {
  if (sizeBytes === 0) return 'empty';
  return flashBytes !== null && offset + sizeBytes > flashBytes ? 'past-end' : null;
}

/** The same for erasing, which takes whole sectors. */
export function eraseProblem(region: FlashRegion, flashBytes: number | null): RegionProblem | null {
  if (region.offset % sectorBytes !== 0 || region.sizeBytes % sectorBytes !== 0) return 'misaligned';
  return readProblem(region, flashBytes);
}
