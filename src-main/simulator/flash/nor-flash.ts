import { sleep, type AbortSignalLike, type Clock } from '../../../src-shared/time/clock';
import type { TimeModel } from '../time-model';
import { sectorSizeBytes, type FlashStore } from './flash-store';
import { StatusRegisters } from './status-registers';

export const blockSizeBytes = 0x1_0000;
const pageSizeBytes = 0x100;

/** What is wrong with this flash. Offsets in bytes. */
export interface FlashFaults {
  /** The sector at this offset, or every one, is not erased. */
  readonly eraseRefused?: { readonly offset: number | null };
  /** This bit reads as `value` whatever is programmed. */
  readonly stuckBits?: readonly { readonly offset: number; readonly bit: number; readonly value: 0 | 1 }[];
  /** The write-protect pin is held: programming and erasing do nothing. */
  readonly writeProtected?: boolean;
}

export interface NorFlashOptions {
  readonly store: FlashStore;
  readonly clock: Clock;
  readonly time: TimeModel;
  readonly faults?: FlashFaults;
}

/**
 * A NOR flash: erasing sets bits by sector, block or chip, programming only clears them. Addresses past its end come round
 * to its start. Operations start at once and keep it busy; whoever needs it next waits with `ready`.
 */
export class NorFlash {
  readonly sizeBytes: number;
  readonly status = new StatusRegisters();
  readonly #store: FlashStore;
  readonly #clock: Clock;
  readonly #time: TimeModel;
  readonly #faults: FlashFaults;
  #busyUntilMs = 0;

  constructor({ store, clock, time, faults = {} }: NorFlashOptions) {
    this.sizeBytes = store.sizeBytes;
    this.#store = store;
    this.#clock = clock;
    this.#time = time;
    this.#faults = faults;
  }

  get busy(): boolean {
    return this.#clock.now() < this.#busyUntilMs;
  }

  async ready(signal?: AbortSignalLike): Promise<void> {
    const leftMs = this.#busyUntilMs - this.#clock.now();
    if (leftMs > 0) await sleep(this.#clock, leftMs, signal);
  }

  read(offset: number, sizeBytes: number): Uint8Array {
    const out = this.#readRound(offset, sizeBytes);
    for (const { offset: at, bit, value } of this.#faults.stuckBits ?? []) {
      const index = at - offset;
      const byte = out[index];
      if (byte !== undefined) out[index] = value === 1 ? byte | (1 << bit) : byte & ~(1 << bit);
    }
    return out;
  }

  isBlank(offset: number, sizeBytes: number): boolean {
    return this.#store.isBlank(offset % this.sizeBytes, sizeBytes);
  }

  /** Clears bits; a write over what was not erased shows. */
  startProgram(offset: number, bytes: Uint8Array): void {
    this.#takeTime(Math.ceil(bytes.length / pageSizeBytes) * this.#time.pageProgramMs);
    if (this.#faults.writeProtected || this.#protects(offset % this.sizeBytes, bytes.length)) return;
    for (let done = 0; done < bytes.length;) {
      const at = (offset + done) % this.sizeBytes;
      const part = bytes.subarray(done, done + Math.min(bytes.length - done, this.sizeBytes - at));
      const merged = this.#store.read(at, part.length);
      for (let index = 0; index < part.length; index++)
        merged[index] = (merged[index] ?? 0xff) & (part[index] ?? 0xff);
      this.#store.write(at, merged);
      done += part.length;
    }
  }

  /** `sizeBytes` is a sector or a 64 KiB block; the offset is brought to its start. False: the flash refused. */
  startErase(offset: number, sizeBytes: number): boolean {
    const at = (offset - (offset % sizeBytes)) % this.sizeBytes;
    this.#takeTime(sizeBytes > sectorSizeBytes ? this.#time.block64EraseMs : this.#time.sectorEraseMs);
    return this.#erase(at, sizeBytes);
  }

  startChipErase(): boolean {
    this.#takeTime((this.sizeBytes / 0x10_0000) * this.#time.chipEraseMsPerMiB);
    return this.#erase(0, this.sizeBytes);
  }

  /** Writing a status register takes its time like everything else. */
  startStatusWrite(): void {
    this.#takeTime(this.#time.statusWriteMs);
  }

  close(): void {
    this.#store.close();
  }

  #erase(offset: number, sizeBytes: number): boolean {
    if (this.#faults.writeProtected || this.#protects(offset, sizeBytes)) return true;
    const refused = this.#faults.eraseRefused;
    const isRefused =
      refused &&
      (refused.offset === null || (refused.offset >= offset && refused.offset < offset + sizeBytes));
    if (isRefused) return false;
    this.#store.clear(offset, sizeBytes);
    return true;
  }

  #protects(offset: number, sizeBytes: number): boolean {
    return this.status.protects(offset, sizeBytes, this.sizeBytes);
  }

  #takeTime(durationMs: number): void {
    this.#busyUntilMs = Math.max(this.#busyUntilMs, this.#clock.now()) + durationMs;
  }

  #readRound(offset: number, sizeBytes: number): Uint8Array {
    const start = offset % this.sizeBytes;
    if (start + sizeBytes <= this.sizeBytes) return this.#store.read(start, sizeBytes);
    const out = new Uint8Array(sizeBytes);
    for (let done = 0; done < sizeBytes;) {
      const at = (start + done) % this.sizeBytes;
      const part = this.#store.read(at, Math.min(sizeBytes - done, this.sizeBytes - at));
      out.set(part, done);
      done += part.length;
    }
    return out;
  }
}
