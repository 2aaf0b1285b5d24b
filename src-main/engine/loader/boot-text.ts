/** Boot text kept for diagnosis, in bytes: several resets' worth. */
const keptBytes = 0x4000;

/** What a board says outside of frames, the last of it only. */
export class BootText {
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  /** Keeps a copy. */
  append(bytes: Uint8Array): void {
    this.#chunks.push(bytes.slice());
    this.#sizeBytes += bytes.length;
    while (this.#chunks.length > 1 && this.#sizeBytes > keptBytes) {
      this.#sizeBytes -= this.#chunks[0]?.length ?? 0;
      this.#chunks.shift();
    }
  }

  clear(): void {
    this.#chunks = [];
    this.#sizeBytes = 0;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks).subarray(-keptBytes);
  }
}
