import { sectorSizeBytes, type FlashStore } from './flash-store';

/** Keeps only sectors that were written: the largest board costs nothing until then. */
export class MemoryFlashStore implements FlashStore {
  readonly sizeBytes: number;
  readonly #sectors = new Map<number, Uint8Array>();

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  read(offset: number, sizeBytes: number): Uint8Array {
    const out = new Uint8Array(sizeBytes).fill(0xff);
    for (const { sector, within, at, length } of spans(offset, sizeBytes)) {
      const kept = this.#sectors.get(sector);
      if (kept) out.set(kept.subarray(within, within + length), at);
    }
    return out;
  }

  write(offset: number, bytes: Uint8Array): void {
    for (const { sector, within, at, length } of spans(offset, bytes.length)) {
      let kept = this.#sectors.get(sector);
      if (!kept) {
        kept = new Uint8Array(sectorSizeBytes).fill(0xff);
        this.#sectors.set(sector, kept);
      }
      kept.set(bytes.subarray(at, at + length), within);
    }
  }

  clear(offset: number, sizeBytes: number): void {
    if (sizeBytes >= this.sizeBytes) {
      this.#sectors.clear();
      return;
    }
    for (const { sector } of spans(offset, sizeBytes)) this.#sectors.delete(sector);
  }

  isBlank(offset: number, sizeBytes: number): boolean {
    if (this.#sectors.size === 0) return true;
    return spans(offset, sizeBytes).every(({ sector, within, length }) => {
      const kept = this.#sectors.get(sector);
      return !kept || kept.subarray(within, within + length).every((byte) => byte === 0xff);
    });
  }

  close(): void {
    this.#sectors.clear();
  }
}

interface Span {
  readonly sector: number;
  /** Offset in the sector. */
  readonly within: number;
  /** Offset in the range asked for. */
  readonly at: number;
  readonly length: number;
}

function spans(offset: number, sizeBytes: number): Span[] {
  const found: Span[] = [];
  for (let at = 0; at < sizeBytes;) {
    const sector = Math.floor((offset + at) / sectorSizeBytes);
    const within = (offset + at) % sectorSizeBytes;
    const length = Math.min(sectorSizeBytes - within, sizeBytes - at);
    found.push({ sector, within, at, length });
    at += length;
  }
  return found;
}
