import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(process.cwd(), '../shared/golden');

/** The recordings of reference tools and real chips beside the checkout; null in a bare clone. */
export const goldenFolder: string | null = existsSync(folder) ? folder : null;

/** Says aloud that a test is left out, and why. For `describe.skipIf(withoutGolden)`. */
export const withoutGolden = goldenFolder === null;

if (withoutGolden) console.warn('skipped: ../shared/golden is not there, the recordings cannot be compared');

/** A file of the recordings; only for code that runs when they are there. */
export function golden(...names: string[]): string {
  if (goldenFolder === null) throw new Error('../shared/golden is not there');
  return path.join(goldenFolder, ...names);
}
