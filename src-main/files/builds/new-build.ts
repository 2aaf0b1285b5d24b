import type { OffsetReason } from '../../../src-shared/model/firmware';
import type { Build, BuildFile } from './build';

/** What a source says that says nothing but which files there are. */
export const silentBuild = {
  detail: '',
  title: null,
  chip: null,
  flashMode: null,
  flashFrequency: null,
  flashSize: null,
  baud: null,
  eraseAll: null,
  notices: [],
} as const satisfies Partial<Build>;

/** A whole file that is flashed. */
export function buildFile(path: string, offset: number | null, reason: OffsetReason): BuildFile {
  return {
    path,
    offset,
    reason: offset === null ? 'unknown' : reason,
    include: true,
    note: '',
    sha256: null,
    member: null,
  };
}

/** In flash order; those without a place last. */
export function inFlashOrder<T extends { readonly offset: number | null }>(
  files: readonly T[],
): readonly T[] {
  return [...files].sort((a, b) => (a.offset ?? Infinity) - (b.offset ?? Infinity) || 0);
}
