import { encodeWords } from './words';

/** Bodies of commands as bytes. All words are u32 little-endian. @source Espressif, serial protocol; golden/wire */

/** SYNC: `07 07 12 20` and 32 times `55`, in whose edges the ROM finds the baud rate. */
export function encodeSync(): Uint8Array {
  const body = new Uint8Array(36).fill(0x55);
  body.set([0x07, 0x07, 0x12, 0x20]);
  return body;
}

/** READ_REG: address. */
export function encodeReadRegister(address: number): Uint8Array {
  return encodeWords(address);
}

export interface RegisterWrite {
  readonly address: number;
  readonly value: number;
  /** Bits that change; all unless said otherwise. */
  readonly mask?: number;
  /** The loader waits this long; a stub before it writes, a ROM after. */
  readonly delayUs?: number;
}

/** WRITE_REG: address, value, mask, delay in µs. */
export function encodeWriteRegister(write: RegisterWrite): Uint8Array {
  return encodeWords(write.address, write.value, write.mask ?? 0xffff_ffff, write.delayUs ?? 0);
}

export interface MemBegin {
  readonly sizeBytes: number;
  readonly blockCount: number;
  readonly blockBytes: number;
  readonly address: number;
}

/** MEM_BEGIN: size, number of blocks, block size, address. */
export function encodeMemBegin(begin: MemBegin): Uint8Array {
  return encodeWords(begin.sizeBytes, begin.blockCount, begin.blockBytes, begin.address);
}

/** MEM_END: 0 and the entry point to run, or 1 and 0 to stay in the loader. */
export function encodeMemEnd(entryPoint: number | null): Uint8Array {
  return entryPoint === null ? encodeWords(1, 0) : encodeWords(0, entryPoint);
}

/**
 * MEM_DATA, FLASH_DATA, FLASH_DEFL_DATA, FLASH_ENCRYPT_DATA: size of the block, sequence from 0, two zero words, the block.
 * The request's checksum is `payloadChecksum(block)`.
 */
export function encodeDataBlock(sequence: number, block: Uint8Array): Uint8Array {
  const body = new Uint8Array(16 + block.length);
  body.set(encodeWords(block.length, sequence));
  body.set(block, 16);
  return body;
}

export interface FlashBegin {
  /** FLASH_BEGIN: bytes to erase. FLASH_DEFL_BEGIN: bytes after inflating (exact for a stub, whole blocks for a ROM). */
  readonly sizeBytes: number;
  readonly blockCount: number;
  readonly blockBytes: number;
  readonly offset: number;
  /**
   * Fifth word: encrypt while writing. Null leaves the word out, as the ROMs of ESP8266 and ESP32 want it (see the
   * quirk `rom-encrypted-write`); a stub takes it on every chip.
   */
  readonly encrypted: boolean | null;
}

/** FLASH_BEGIN and FLASH_DEFL_BEGIN: size, number of blocks, block size, offset and, if not null, encrypted (0 or 1). */
export function encodeFlashBegin(begin: FlashBegin): Uint8Array {
  const words = [begin.sizeBytes, begin.blockCount, begin.blockBytes, begin.offset];
  if (begin.encrypted !== null) words.push(begin.encrypted ? 1 : 0);
  return encodeWords(...words);
}

/** FLASH_END and FLASH_DEFL_END: 1 stays in the loader (a ROM runs the application), 0 reboots. */
export function encodeFlashEnd(stay: boolean): Uint8Array {
  return encodeWords(stay ? 1 : 0);
}

/**
 * SPI_ATTACH: 0 for the usual flash pins, else the packed pin numbers; a ROM wants a second word, 0.
 * @source golden/wire (ROM: 8 bytes); esp-flasher-stub (stub: 4 bytes)
 */
export function encodeSpiAttach(pins: number, loader: 'rom' | 'stub'): Uint8Array {
  return loader === 'rom' ? encodeWords(pins, 0) : encodeWords(pins);
}

/** SPI_SET_PARAMS: id 0, size, block 64 KiB, sector 4 KiB, page 256 bytes, status mask 0xFFFF. */
export function encodeSpiSetParams(flashSizeBytes: number): Uint8Array {
  return encodeWords(0, flashSizeBytes, 0x10000, 0x1000, 0x100, 0xffff);
}

/** CHANGE_BAUDRATE: the rate to come, and the present one for a stub or 0 for a ROM. */
export function encodeChangeBaud(newBaud: number, presentBaud: number): Uint8Array {
  return encodeWords(newBaud, presentBaud);
}

/** SPI_FLASH_MD5: offset, size and two zero words. */
export function encodeSpiFlashMd5(offset: number, sizeBytes: number): Uint8Array {
  return encodeWords(offset, sizeBytes, 0, 0);
}

/** ERASE_REGION (stub): offset and size, both whole sectors. */
export function encodeEraseRegion(offset: number, sizeBytes: number): Uint8Array {
  return encodeWords(offset, sizeBytes);
}

/** READ_FLASH_SLOW (ROM): offset and size of at most 64 bytes. */
export function encodeReadFlashSlow(offset: number, sizeBytes: number): Uint8Array {
  return encodeWords(offset, sizeBytes);
}

export interface ReadFlash {
  readonly offset: number;
  readonly sizeBytes: number;
  /** Bytes in one frame, at most 0x1000. */
  readonly frameBytes: number;
  /** Frames that the stub may send ahead of the acknowledgements. */
  readonly maxInFlight: number;
}

/** READ_FLASH (stub): offset, size, frame size, frames in flight. */
export function encodeReadFlash(read: ReadFlash): Uint8Array {
  return encodeWords(read.offset, read.sizeBytes, read.frameBytes, read.maxInFlight);
}

/** Acknowledgement of READ_FLASH, a frame without header: all bytes received so far. */
export function encodeReadFlashAck(receivedBytes: number): Uint8Array {
  return encodeWords(receivedBytes);
}
