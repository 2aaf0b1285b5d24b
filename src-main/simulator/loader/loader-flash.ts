import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { NorFlash } from '../flash/nor-flash';

const addressSpace24 = 0x100_0000;

export interface LoaderFlashOptions {
  readonly nor: NorFlash;
  /** Whether the pins are connected to the flash and it has its supply. */
  readonly reachable: () => boolean;
  /** Whether addresses have four bytes; with three, what lies from 16 MiB on is the start once more. */
  readonly longAddresses: () => boolean;
}

/** The flash as a loader reaches it: through pins that may be the wrong ones, with addresses that may be too short. */
export class LoaderFlash {
  readonly sizeBytes: number;
  readonly #nor: NorFlash;
  readonly #reachable: () => boolean;
  readonly #longAddresses: () => boolean;

  constructor({ nor, reachable, longAddresses }: LoaderFlashOptions) {
    this.sizeBytes = nor.sizeBytes;
    this.#nor = nor;
    this.#reachable = reachable;
    this.#longAddresses = longAddresses;
  }

  get reachable(): boolean {
    return this.#reachable();
  }

  get busy(): boolean {
    return this.#nor.busy;
  }

  ready(signal?: AbortSignalLike): Promise<void> {
    return this.#nor.ready(signal);
  }

  /** Lifts the protection of the flash, as ROMs do before they erase. */
  unlock(): void {
    if (this.reachable) this.#nor.status.unlock();
  }

  /** FF where nothing answers. */
  read(offset: number, sizeBytes: number): Uint8Array {
    if (!this.reachable) return new Uint8Array(sizeBytes).fill(0xff);
    const beforeBorder = addressSpace24 - (offset % addressSpace24);
    if (this.#longAddresses() || sizeBytes <= beforeBorder)
      return this.#nor.read(this.#address(offset), sizeBytes);
    const out = new Uint8Array(sizeBytes);
    out.set(this.#nor.read(this.#address(offset), beforeBorder));
    out.set(this.read(offset + beforeBorder, sizeBytes - beforeBorder), beforeBorder);
    return out;
  }

  isBlank(offset: number, sizeBytes: number): boolean {
    return this.reachable && this.#nor.isBlank(this.#address(offset), sizeBytes);
  }

  /** At most a page or a sector that does not go over the end of the address space. False: nothing answers. */
  startProgram(offset: number, bytes: Uint8Array): boolean {
    if (!this.reachable) return false;
    this.#nor.startProgram(this.#address(offset), bytes);
    return true;
  }

  /** False: nothing answers, or the flash refused. */
  startErase(offset: number, sizeBytes: number): boolean {
    return this.reachable && this.#nor.startErase(this.#address(offset), sizeBytes);
  }

  /** Needs no address: it is always all of the flash. */
  startChipErase(): boolean {
    return this.reachable && this.#nor.startChipErase();
  }

  #address(offset: number): number {
    return this.#longAddresses() ? offset : offset % addressSpace24;
  }
}
