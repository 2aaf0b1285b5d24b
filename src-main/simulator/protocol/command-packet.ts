import { opcodes } from './opcodes';

/** What the host asks. `checksum` is meant for data commands only. */
export interface Command {
  readonly opcode: number;
  readonly checksum: number;
  readonly payload: Uint8Array;
}

/** Direction, opcode, size u16, checksum or value u32; all little-endian. */
export const headerSizeBytes = 8;
/** Before the data of FLASH_DATA, FLASH_DEFL_DATA and MEM_DATA: length, sequence, two words of 0. */
export const dataHeaderSizeBytes = 16;

export type Decoded =
  | { readonly type: 'command'; readonly command: Command }
  /** The length in the header is not that of the frame. */
  | { readonly type: 'wrong-size'; readonly opcode: number }
  | { readonly type: 'not-a-command' };

export function decodeCommand(body: Uint8Array): Decoded {
  const [direction, opcode] = body;
  if (body.length < headerSizeBytes || direction !== 0 || opcode === undefined)
    return { type: 'not-a-command' };
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const payload = body.subarray(headerSizeBytes);
  if (view.getUint16(2, true) !== payload.length) return { type: 'wrong-size', opcode };
  return { type: 'command', command: { opcode, checksum: view.getUint32(4, true), payload } };
}

const acknowledgementBytes = 4;

/** What a frame of the host belongs to. An acknowledgement of READ_FLASH is a number alone, and counts with its command. */
export function opcodeOfFrame(frame: Uint8Array): number {
  return frame.length === acknowledgementBytes ? opcodes.READ_FLASH : (frame[1] ?? 0);
}

export interface Answer {
  readonly opcode: number;
  readonly value: number;
  readonly data: Uint8Array;
  /** 2 bytes from the stub and from the ESP8266's ROM, 4 from the other ROMs. */
  readonly status: Uint8Array;
}

export function encodeAnswer({ opcode, value, data, status }: Answer): Uint8Array {
  const body = new Uint8Array(headerSizeBytes + data.length + status.length);
  const view = new DataView(body.buffer);
  body[0] = 1;
  body[1] = opcode;
  view.setUint16(2, data.length + status.length, true);
  view.setUint32(4, value, true);
  body.set(data, headerSizeBytes);
  body.set(status, headerSizeBytes + data.length);
  return body;
}

export const noData = new Uint8Array(0);

/** XOR of all bytes, starting from 0xEF. */
export function checksumOf(data: Uint8Array): number {
  let sum = 0xef;
  for (const byte of data) sum ^= byte;
  return sum;
}

/** The payload as u32 words, little-endian; bytes after the last whole word are left out. */
export function wordsOf(payload: Uint8Array): number[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return Array.from({ length: payload.length >> 2 }, (_, index) => view.getUint32(index * 4, true));
}
