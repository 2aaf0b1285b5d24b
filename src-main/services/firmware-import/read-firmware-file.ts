import { basename } from 'node:path';
import type { Compute } from '../../engine/engine-context';
import { largestFirmwareBytes, readBounded } from '../../files/read-bounded';

export interface FirmwareFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Hex, lower case. */
  readonly sha256: string;
}

/**
 * Reads a whole file. One larger than any flash is refused by its size alone, without reading it.
 * Throws `file-not-found`, `file-unreadable`, `file-too-large`.
 */
export async function readFirmwareFile(path: string, compute: Compute): Promise<FirmwareFile> {
  const name = basename(path);
  const bytes = await readBounded(path, name, largestFirmwareBytes);
  const sha256 = Buffer.from(await compute.sha256(bytes)).toString('hex');
  return { name, path, bytes, sha256 };
}
