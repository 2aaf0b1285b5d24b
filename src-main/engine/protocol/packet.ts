const requestDirection = 0x00;
const responseDirection = 0x01;
const headerBytes = 8;

/** Seed of the XOR checksum. */
const checksumSeed = 0xef;

/** XOR of the payload with 0xEF: what FLASH_DATA, MEM_DATA and FLASH_DEFL_DATA carry in the checksum word. */
export function payloadChecksum(payload: Uint8Array): number {
  let checksum = checksumSeed;
  for (const byte of payload) checksum ^= byte;
  return checksum;
}

/**
 * Header of a request whose body has `bodyBytes` bytes: `00 op size:u16 checksum:u32`, little-endian.
 * @source Espressif, serial protocol; golden/wire
 */
export function encodeRequestHeader(opcode: number, bodyBytes: number, checksum = 0): Uint8Array {
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  header[0] = requestDirection;
  header[1] = opcode;
  view.setUint16(2, bodyBytes, true);
  view.setUint32(4, checksum, true);
  return header;
}

/** A whole request, not yet SLIP-encoded. */
export function encodeRequest(opcode: number, body: Uint8Array, checksum = 0): Uint8Array {
  const request = new Uint8Array(headerBytes + body.length);
  request.set(encodeRequestHeader(opcode, body.length, checksum));
  request.set(body, headerBytes);
  return request;
}

export interface Request {
  readonly opcode: number;
  readonly checksum: number;
  readonly body: Uint8Array;
}

/** Null when the frame is not a request. */
export function decodeRequest(frame: Uint8Array): Request | null {
  if (frame.length < headerBytes || frame[0] !== requestDirection) return null;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(2, true) !== frame.length - headerBytes) return null;
  return { opcode: view.getUint8(1), checksum: view.getUint32(4, true), body: frame.subarray(headerBytes) };
}

/** Bytes at the end of an answer that say how it went: 2 from a stub and from the ESP8266's ROM, 4 from other ROMs. */
export type StatusBytes = 2 | 4;

export interface Response {
  readonly opcode: number;
  readonly value: number;
  readonly data: Uint8Array;
  readonly status: Uint8Array;
}

/**
 * `01 op size:u16 value:u32 data status`, little-endian. Null when the frame is not an answer: too short for its status, another
 * direction, or a size that does not fit (a byte was lost or added on the way).
 * @source Espressif, serial protocol; golden/wire
 */
export function decodeResponse(frame: Uint8Array, statusBytes: StatusBytes): Response | null {
  if (frame.length < headerBytes + statusBytes || frame[0] !== responseDirection) return null;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(2, true) !== frame.length - headerBytes) return null;
  const statusAt = frame.length - statusBytes;
  return {
    opcode: view.getUint8(1),
    value: view.getUint32(4, true),
    data: frame.subarray(headerBytes, statusAt),
    status: frame.subarray(statusAt),
  };
}

/** True where the frame begins like an answer to `opcode`, whatever became of the rest. */
export function looksLikeAnswerTo(frame: Uint8Array, opcode: number): boolean {
  return frame.length >= 2 && frame[0] === responseDirection && frame[1] === opcode;
}
