import { basename } from 'node:path';
import type { WriteSegment } from '../../engine/requests';
import { largestFirmwareBytes, readBounded } from '../../files/read-bounded';
import { en } from '../locales/en';
import { parseByteNumber } from '../parse-number';
import { usageError } from '../usage-error';

const words = en.esptool;

/** `0x1000 bootloader.bin 64k app.bin` → segments with their bytes. Throws `usage` and the errors of reading files. */
export async function readAddressFilePairs(texts: readonly string[]): Promise<readonly WriteSegment[]> {
  const pairs = parsePairs(texts);
  const segments: WriteSegment[] = [];
  for (const { offset, path } of pairs) {
    const name = basename(path);
    segments.push({ name, offset, data: await readBounded(path, name, largestFirmwareBytes) });
  }
  return segments;
}

/** All offsets are looked at before any file is read. */
function parsePairs(texts: readonly string[]): readonly { offset: number; path: string }[] {
  const pairs = [];
  for (let index = 0; index < texts.length; index += 2) {
    const value = texts[index] ?? '';
    const path = texts[index + 1];
    const offset = parseByteNumber(value);
    if (offset === null) throw usageError(words.notAnOffset, { value });
    if (path === undefined) throw usageError(words.pairMissing, { offset: value });
    pairs.push({ offset, path });
  }
  return pairs;
}
