import { blockSizeBytes } from '../flash/nor-flash';
import { isWholeBlocks } from '../flash/flash-cipher';
import { sectorSizeBytes } from '../flash/flash-store';
import type { LoaderCore } from './loader-core';

/** Whether the flash did as it was told. */
export type FlashOutcome = 'done' | 'refused';

/** Erases in order, by 64 KiB block where one fits, else by sector; blank ones are skipped. */
export class Eraser {
  readonly #core: LoaderCore;
  #nextOffset: number;
  readonly #end: number;

  /** The range is widened to whole sectors. */
  constructor(core: LoaderCore, offset: number, sizeBytes: number) {
    this.#core = core;
    this.#nextOffset = offset - (offset % sectorSizeBytes);
    this.#end = Math.ceil((offset + sizeBytes) / sectorSizeBytes) * sectorSizeBytes;
  }

  /** Starts the next erase and leaves the flash to it; nothing when it is busy or all is erased. */
  startNext(): FlashOutcome {
    const { nor } = this.#core;
    while (!nor.busy && this.#nextOffset < this.#end) {
      const offset = this.#nextOffset;
      const sizeBytes = this.#nextSize();
      this.#nextOffset += sizeBytes;
      if (nor.isBlank(offset, sizeBytes)) continue;
      return nor.startErase(offset, sizeBytes) ? 'done' : 'refused';
    }
    return 'done';
  }

  async upTo(offset: number): Promise<FlashOutcome> {
    while (this.#nextOffset < Math.min(offset, this.#end)) {
      await this.#core.nor.ready(this.#core.signal);
      if (this.startNext() === 'refused') return 'refused';
    }
    return 'done';
  }

  #nextSize(): number {
    const isWholeBlock =
      this.#nextOffset % blockSizeBytes === 0 && this.#end - this.#nextOffset >= blockSizeBytes;
    return isWholeBlock ? blockSizeBytes : sectorSizeBytes;
  }
}

/** Erases a range and waits for it. */
export async function eraseRange(core: LoaderCore, offset: number, sizeBytes: number): Promise<FlashOutcome> {
  const eraser = new Eraser(core, offset, sizeBytes);
  const outcome = await eraser.upTo(offset + sizeBytes);
  await core.nor.ready(core.signal);
  return outcome;
}

/** A small piece at a time, so that waiting for the flash and waiting for the UART take turns. */
const programBytes = 0x1000;

export interface ProgramOptions {
  /** The chip encrypts what it writes with its own key. */
  readonly encrypted: boolean;
}

/** Refused where nothing answers and where the chip may not or cannot encrypt this. */
export async function program(
  core: LoaderCore,
  offset: number,
  bytes: Uint8Array,
  { encrypted }: ProgramOptions,
): Promise<FlashOutcome> {
  if (encrypted && !canEncrypt(core, offset, bytes.length)) return 'refused';
  const stored = encrypted ? core.cipher.encrypt(offset, bytes) : bytes;
  // In pieces that end at sector borders: none goes over the end of the address space.
  for (let done = 0; done < stored.length;) {
    const size = programBytes - ((offset + done) % programBytes);
    await core.nor.ready(core.signal);
    if (!core.nor.startProgram(offset + done, stored.subarray(done, done + size))) return 'refused';
    done += size;
  }
  await core.nor.ready(core.signal);
  return 'done';
}

function canEncrypt(core: LoaderCore, offset: number, sizeBytes: number): boolean {
  const align = core.chip.flash.encryptedWriteAlign;
  return (
    !core.facts.security.manualEncryptDisabled && offset % align === 0 && isWholeBlocks(offset, sizeBytes)
  );
}
