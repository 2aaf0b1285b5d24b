import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fillText } from '../../../src-shared/errors/app-error';
import { nvsCsvInvalid } from '../../engine/nvs/nvs-csv';
import { nvsCsvFiles } from '../../engine/nvs/parse-nvs-csv';
import { fileError, readBounded } from '../../files/read-bounded';
import { isInside, isSafePath } from '../../files/tree/safe-path';
import { enNvs as words } from '../locales/en-nvs';

/** The largest blob in hex, with room for line ends. */
const largestFileBytes = 1_100_000;

/**
 * Reads the files that rows of the type `file` name. A CSV from elsewhere must not carry private files off: they have to lie
 * in its folder. Throws `nvs-csv-invalid` and the errors of reading files.
 */
export async function readNamedFiles(text: string, csvPath: string): Promise<(path: string) => Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const folder = dirname(csvPath);
  for (const { path, line } of nvsCsvFiles(text)) {
    if (files.has(path)) continue;
    const outside = nvsCsvInvalid(line, fillText(words.outside, { file: basename(path) }));
    const plain = path.replace(/^(\.\/)+/, '');
    if (!isSafePath(plain)) throw outside;
    const name = basename(path);
    const real = await fileError(name, () => realpath(join(folder, plain)));
    if (!isInside(await realpath(folder), real)) throw outside;
    files.set(path, await readBounded(real, name, largestFileBytes));
  }
  return (path) => files.get(path) ?? new Uint8Array(0);
}
