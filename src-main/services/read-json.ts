import { readFile } from 'node:fs/promises';

/** What a JSON file holds, to be looked at by a schema; null where there is none that can be read. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return null;
  }
}
