import type { FlashCipher } from './flash-cipher';

/** The flash as whoever boots from it reads it. */
export interface FlashView {
  readonly sizeBytes: number;
  read(offset: number, sizeBytes: number): Uint8Array;
}

const blockBytes = 16;

/** What a chip sees through its flash decryption: everything comes through it, whether it was encrypted or not. */
export function decryptedView(flash: FlashView, cipher: FlashCipher): FlashView {
  return {
    sizeBytes: flash.sizeBytes,
    read: (offset, sizeBytes) => {
      const start = offset - (offset % blockBytes);
      const end = Math.ceil((offset + sizeBytes) / blockBytes) * blockBytes;
      const plain = cipher.decrypt(start, flash.read(start, end - start));
      return plain.subarray(offset - start, offset - start + sizeBytes);
    },
  };
}

/** Pins that nothing drives are pulled up. */
export function unreachableView(sizeBytes: number): FlashView {
  return { sizeBytes, read: (_, length) => new Uint8Array(length).fill(0xff) };
}
