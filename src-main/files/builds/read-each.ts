import { AppError } from '../../../src-shared/errors/app-error';
import type { ImportNotice } from '../../../src-shared/model/firmware';
import type { Build } from './build';
import type { BuildCandidate } from './build-candidate';

/**
 * Reads them one after the other. What cannot be used is said with those that can; where there is none, it is thrown. Of a
 * folder, the first kind that reads it has it: `candidates` are in order of trust.
 */
export async function readEach(
  candidates: readonly (Pick<BuildCandidate, 'folder' | 'name' | 'read'> & { readonly kind: string })[],
): Promise<readonly Build[]> {
  const builds: Build[] = [];
  const failures: { readonly name: string; readonly error: AppError }[] = [];
  const kindOfFolder = new Map<string, string>();
  for (const { folder, name, kind, read } of candidates) {
    if ((kindOfFolder.get(folder) ?? kind) !== kind) continue;
    try {
      const found = await read();
      if (found.length > 0) kindOfFolder.set(folder, kind);
      builds.push(...found);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push({ name, error });
    }
  }
  const [first] = failures;
  if (builds.length === 0 && first !== undefined) throw first.error;
  return builds.map((build) => ({ ...build, notices: [...build.notices, ...leftOut(failures)] }));
}

/** More than anybody reads. */
const mostNotices = 8;

function leftOut(
  failures: readonly { readonly name: string; readonly error: AppError }[],
): readonly ImportNotice[] {
  return failures
    .slice(0, mostNotices)
    .map(({ name, error }) => ({ code: 'build-left-out', context: { name, reason: error.message } }));
}
