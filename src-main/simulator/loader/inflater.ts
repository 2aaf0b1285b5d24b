import { Inflate, Z_SYNC_FLUSH } from 'pako';

/** Unpacks a zlib stream piece by piece, each as far as it goes. */
export class Inflater {
  readonly #inflate = new Inflate();
  #parts: Uint8Array[] = [];

  constructor() {
    this.#inflate.onData = (part) => {
      this.#parts.push(part);
    };
  }

  /** Null where the stream makes no sense. */
  push(compressed: Uint8Array): Uint8Array[] | null {
    this.#parts = [];
    const isFine = this.#inflate.push(compressed, Z_SYNC_FLUSH);
    return isFine || this.#inflate.err === 0 ? this.#parts : null;
  }
}
