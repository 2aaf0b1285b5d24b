const pageSizeBytes = 0x1000;

export interface RegisterHook {
  /** What reading gives; without it, what was written last. */
  readonly read?: () => number;
  /** Sees a write after it was kept. */
  readonly onWrite?: (value: number) => void;
}

/**
 * The chip's address space as the loaders reach it: sparse memory, and registers that do something. What was never
 * written reads 0, ROM code included. Words are little-endian; addresses are brought to a multiple of 4.
 */
export class RegisterBus {
  readonly #pages = new Map<number, Uint8Array<ArrayBuffer>>();
  readonly #hooks = new Map<number, RegisterHook>();

  hook(address: number, hook: RegisterHook): void {
    this.#hooks.set(address, hook);
  }

  read(address: number): number {
    const hooked = this.#hooks.get(address)?.read;
    return hooked ? hooked() >>> 0 : this.peek(address);
  }

  write(address: number, value: number): void {
    this.poke(address, value);
    this.#hooks.get(address)?.onWrite?.(value >>> 0);
  }

  /** Past the hooks: what is kept. */
  peek(address: number): number {
    const page = this.#pages.get(Math.floor(address / pageSizeBytes));
    if (!page) return 0;
    return new DataView(page.buffer).getUint32((address % pageSizeBytes) & ~3, true);
  }

  poke(address: number, value: number): void {
    const page = this.#page(Math.floor(address / pageSizeBytes));
    new DataView(page.buffer).setUint32((address % pageSizeBytes) & ~3, value >>> 0, true);
  }

  load(address: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const at = address + done;
      const within = at % pageSizeBytes;
      const part = bytes.subarray(done, done + Math.min(pageSizeBytes - within, bytes.length - done));
      this.#page(Math.floor(at / pageSizeBytes)).set(part, within);
      done += part.length;
    }
  }

  #page(index: number): Uint8Array<ArrayBuffer> {
    const there = this.#pages.get(index);
    if (there) return there;
    const page = new Uint8Array(pageSizeBytes);
    this.#pages.set(index, page);
    return page;
  }
}
