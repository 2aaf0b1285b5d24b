import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ElfId } from '../../../src-shared/model/crash';
import { DebugInfo } from '../../engine/debug-info/debug-info';
import { readBounded } from '../read-bounded';
import { ElfCode, largestElfBytes } from './elf-code';

/** Which file, and what must be in it. */
export interface ElfToOpen {
  readonly elfPath: string;
  /** Its SHA-256: a copy that is no longer what it was would tell wrong lines. */
  readonly elfId: ElfId;
}

/** An ELF file that was read, with what has been looked up in it so far. */
export interface OpenedElf {
  readonly info: DebugInfo;
  readonly code: ElfCode;
}

const mostOpen = 2;

/** The ELF files that were asked for last, in memory: opening one again costs what reading megabytes costs. */
export class DebugInfoCache {
  /** The one used last at the end. */
  readonly #opened = new Map<string, { readonly elf: OpenedElf; readonly sizeBytes: number }>();

  /** Throws `elf-not-kept` where the file is gone or another one, and `elf-invalid`. */
  async open({ elfPath, elfId }: ElfToOpen): Promise<OpenedElf> {
    const key = `${elfId} ${elfPath}`;
    const known = this.#opened.get(key);
    if (known !== undefined) {
      this.#opened.delete(key);
      this.#opened.set(key, known);
      return known.elf;
    }
    const bytes = await readElf(elfPath, elfId);
    const elf = { info: DebugInfo.open(bytes), code: new ElfCode(bytes) };
    this.#opened.set(key, { elf, sizeBytes: bytes.length });
    this.#forgetOld();
    return elf;
  }

  #forgetOld(): void {
    let sizeBytes = [...this.#opened.values()].reduce((sum, one) => sum + one.sizeBytes, 0);
    for (const [key, one] of this.#opened) {
      const fits = this.#opened.size <= mostOpen && sizeBytes <= largestElfBytes;
      if (fits || this.#opened.size === 1) return;
      this.#opened.delete(key);
      sizeBytes -= one.sizeBytes;
    }
  }
}

async function readElf(path: string, id: ElfId): Promise<Uint8Array> {
  const bytes = await readBounded(path, id, largestElfBytes).catch((error: unknown) => {
    throw new AppError('elf-not-kept', {}, { cause: error });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== id) throw new AppError('elf-not-kept');
  return bytes;
}
