import type { RegisterBus } from '../registers/register-bus';
import type { RamUpload } from './frame-port';

/** MEM_BEGIN and MEM_DATA: what is loaded into RAM, region by region. */
export class RamUploads {
  readonly #bus: RegisterBus;
  readonly #regions: { start: number; sizeBytes: number; announcedBytes: number }[] = [];
  #remainingBytes = 0;
  #begun = false;

  constructor(bus: RegisterBus) {
    this.#bus = bus;
  }

  get begun(): boolean {
    return this.#begun;
  }

  get remainingBytes(): number {
    return this.#remainingBytes;
  }

  begin(start: number, sizeBytes: number): void {
    this.#begun = true;
    this.#remainingBytes = sizeBytes;
    this.#regions.push({ start, sizeBytes: 0, announcedBytes: sizeBytes });
  }

  data(bytes: Uint8Array): void {
    const region = this.#regions.at(-1);
    if (!region) return;
    this.#bus.load(region.start + region.sizeBytes, bytes);
    region.sizeBytes += bytes.length;
    this.#remainingBytes = Math.max(0, this.#remainingBytes - bytes.length);
  }

  /** The regions so far; the next upload begins from nothing. */
  end(): RamUpload[] {
    this.#begun = false;
    return this.#regions.splice(0);
  }
}
