import { readdir } from 'node:fs/promises';
import path from 'node:path';

const mostTries = 1000;

/** `name`, or `name (2)` and so on: the first that nothing in `folder` has, also where case does not count. */
export async function freeName(folder: string, name: string): Promise<string> {
  const taken = await readdir(folder).catch(() => []);
  const known = new Set(taken.map((entry) => entry.toLowerCase()));
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; number <= mostTries; number++) {
    const candidate = number === 1 ? name : `${stem} (${number})${ext}`;
    if (!known.has(candidate.toLowerCase())) return candidate;
  }
  return name;
}
