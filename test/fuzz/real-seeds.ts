import { existsSync, readFileSync } from 'node:fs';
import { golden, goldenFolder } from '../support/golden';

/** Files of the recordings, small ones; none in a bare clone, where the built seeds stand alone. */
export function realSeeds(...names: readonly string[]): readonly Uint8Array[] {
  if (goldenFolder === null) return [];
  return names
    .map((name) => golden('files', name))
    .filter((path) => existsSync(path))
    .map((path) => Uint8Array.from(readFileSync(path)));
}
