import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const blockBytes = 16;

/**
 * Flash encryption of one board: AES-256 over blocks of 16 bytes, each tweaked by its address on both sides, so that equal
 * blocks differ. A chip does the same with XTS and other byte orders; nobody outside knows its key, so that the difference
 * shows to nobody. The key comes from the MAC: the same board has the same key in every run.
 */
export class FlashCipher {
  readonly #key: Uint8Array;

  constructor(mac: readonly number[]) {
    this.#key = createHash('sha256')
      .update('simulated flash encryption key')
      .update(Uint8Array.from(mac))
      .digest();
  }

  /** `offset` and the length are whole blocks of 16 bytes. */
  encrypt(offset: number, plain: Uint8Array): Uint8Array {
    return this.#transform(offset, plain, (blocks) => {
      const cipher = createCipheriv('aes-256-ecb', this.#key, null).setAutoPadding(false);
      return Buffer.concat([cipher.update(blocks), cipher.final()]);
    });
  }

  decrypt(offset: number, encrypted: Uint8Array): Uint8Array {
    return this.#transform(offset, encrypted, (blocks) => {
      const decipher = createDecipheriv('aes-256-ecb', this.#key, null).setAutoPadding(false);
      return Buffer.concat([decipher.update(blocks), decipher.final()]);
    });
  }

  #transform(offset: number, bytes: Uint8Array, run: (blocks: Uint8Array) => Uint8Array): Uint8Array {
    return tweak(offset, run(tweak(offset, bytes)));
  }
}

/** Whether a write can be encrypted: the cipher works on whole blocks only. */
export function isWholeBlocks(offset: number, sizeBytes: number): boolean {
  return offset % blockBytes === 0 && sizeBytes % blockBytes === 0;
}

function tweak(offset: number, bytes: Uint8Array): Uint8Array {
  // Not `slice`: of a Buffer that is no copy.
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  for (let at = 0; at + blockBytes <= out.length; at += blockBytes) {
    view.setUint32(at, view.getUint32(at, true) ^ (offset + at), true);
    view.setUint32(at + 8, view.getUint32(at + 8, true) ^ ~(offset + at), true);
  }
  return out;
}
