const blockBytes = 0x1_0000;

/** Bytes that are appended at the end and let go at the start: held in blocks, so that nothing is ever moved. */
export class ByteTail {
  #blocks: Buffer[] = [];
  /** Of the first block's first byte. */
  #blocksOffset = 0;
  #end = 0;

  /** Offset after the last byte; offsets count from the first byte ever appended. */
  get end(): number {
    return this.#end;
  }

  /** Takes a copy. */
  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const { block, used } = this.#lastBlock();
      const piece = bytes.subarray(done, done + blockBytes - used);
      block.set(piece, used);
      this.#end += piece.length;
      done += piece.length;
    }
  }

  /** What is held from an offset on, in order: parts of the blocks themselves, which stay as they are while they are held. */
  slices(from: number): readonly Buffer[] {
    return this.#blocks
      .map((block, index) => {
        const offset = this.#blocksOffset + index * blockBytes;
        return block.subarray(Math.max(0, from - offset), Math.max(0, this.#end - offset));
      })
      .filter(({ length }) => length > 0);
  }

  /** Lets go of the blocks that lie wholly before an offset; all of them when it is the end. */
  release(offset: number): void {
    if (offset >= this.#end) {
      this.#blocks = [];
      this.#blocksOffset = this.#end;
      return;
    }
    const whole = Math.floor((offset - this.#blocksOffset) / blockBytes);
    if (whole <= 0) return;
    this.#blocks.splice(0, whole);
    this.#blocksOffset += whole * blockBytes;
  }

  #lastBlock(): { readonly block: Buffer; readonly used: number } {
    const used = this.#end - this.#blocksOffset - (this.#blocks.length - 1) * blockBytes;
    const last = this.#blocks.at(-1);
    if (last !== undefined && used < blockBytes) return { block: last, used };
    const block = Buffer.allocUnsafeSlow(blockBytes);
    this.#blocks.push(block);
    return { block, used: 0 };
  }
}
