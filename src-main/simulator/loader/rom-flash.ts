import { sectorSizeBytes } from '../flash/flash-store';
import { romProfiles } from '../chips/rom-profile';
import { wordsOf } from '../protocol/command-packet';
import { eraseRange, program } from './flash-writer';
import { Inflater } from './inflater';
import { isInFlash, work, type LoaderCore } from './loader-core';
import { romError, type RomError } from './rom-commands';

const sectorsPerBlock = 16;

/**
 * Writing flash in ROM: everything is erased before FLASH_BEGIN is answered, each block is programmed before it is
 * answered. Blocks go one behind the other in the order of their arrival: one that arrives twice is written twice.
 */
export class RomFlash {
  readonly #core: LoaderCore;
  #offset = 0;
  #remainingBlocks = 0;
  #encrypted = false;
  #inflater: Inflater | null = null;

  constructor(core: LoaderCore) {
    this.#core = core;
  }

  async begin(payload: Uint8Array, compressed: boolean): Promise<RomError | null> {
    // The ROMs that encrypt want a fifth word, the others have no place for it.
    const words = romProfiles[this.#core.facts.chip].encryptedWord ? 5 : 4;
    if (payload.length !== words * 4) return romError.invalidMessage;
    const [sizeBytes = 0, blocks = 0, , offset = 0, encrypted = 0] = wordsOf(payload);
    if (!isInFlash(this.#core, offset, sizeBytes)) return romError.failedToAct;
    // Attaching comes before writing on the ESP8266, whose ROM has no command for it: nothing is written then.
    if (!this.#core.nor.reachable) return sizeBytes === 0 ? null : romError.failedToAct;
    if (encrypted !== 0 && this.#core.facts.security.manualEncryptDisabled) return romError.failedToAct;
    this.#core.nor.unlock();
    this.#encrypted = encrypted !== 0;
    this.#offset = offset;
    this.#remainingBlocks = blocks;
    this.#inflater = compressed ? new Inflater() : null;
    const erased = await eraseRange(this.#core, offset, this.#eraseSize(offset, sizeBytes));
    return erased === 'done' ? null : romError.failedToAct;
  }

  async data(bytes: Uint8Array, compressed: boolean): Promise<RomError | null> {
    if (this.#remainingBlocks === 0 || compressed !== (this.#inflater !== null)) return romError.failedToAct;
    this.#remainingBlocks -= 1;
    if (!this.#inflater) return this.#write(bytes);
    const parts = this.#inflater.push(bytes);
    if (!parts) return romError.inflate;
    for (const part of parts) {
      await work(this.#core, (part.length / 1024) * this.#core.facts.time.inflateMsPerKiB);
      const error = await this.#write(part);
      if (error !== null) return error;
    }
    return null;
  }

  async #write(bytes: Uint8Array): Promise<RomError | null> {
    const outcome = await program(this.#core, this.#offset, bytes, { encrypted: this.#encrypted });
    this.#offset += bytes.length;
    return outcome === 'done' ? null : romError.flashWrite;
  }

  /** The ESP8266's ROM counts the sectors before the first block border twice. */
  #eraseSize(offset: number, sizeBytes: number): number {
    if (!romProfiles[this.#core.facts.chip].erasesTooMuch) return sizeBytes;
    const sectors = Math.ceil(sizeBytes / sectorSizeBytes);
    const toBorder = sectorsPerBlock - (Math.floor(offset / sectorSizeBytes) % sectorsPerBlock);
    return (sectors + Math.min(sectors, toBorder)) * sectorSizeBytes;
  }
}
