import { isStubGreeting } from './answers';
import { commandName, opcodes } from './opcodes';
import { decodeRequest, decodeResponse, type Request, type StatusBytes } from './packet';
import { failureCode, statusReason } from './status-codes';
import { readWord } from './words';

export interface FrameDescription {
  /** `FLASH_DEFL_DATA`; `DATA` for the stub's flash contents, `ACK` for what the host answers to them, `OHAI`. */
  readonly command: string;
  /** Decoded fields: `seq 3 · 16384 bytes`. */
  readonly detail: string;
}

const separator = ' · ';

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Names of a body's words, in order. */
const wordNames: Readonly<Record<number, readonly string[]>> = {
  [opcodes.FLASH_BEGIN]: ['size', 'blocks', 'block size', 'offset', 'encrypted'],
  [opcodes.FLASH_DEFL_BEGIN]: ['size', 'blocks', 'block size', 'offset', 'encrypted'],
  [opcodes.FLASH_END]: ['stay'],
  [opcodes.FLASH_DEFL_END]: ['stay'],
  [opcodes.MEM_BEGIN]: ['size', 'blocks', 'block size', 'address'],
  [opcodes.MEM_END]: ['stay', 'entry'],
  [opcodes.READ_REG]: ['address'],
  [opcodes.WRITE_REG]: ['address', 'value', 'mask', 'delay'],
  [opcodes.SPI_SET_PARAMS]: ['id', 'size'],
  [opcodes.SPI_ATTACH]: ['pins'],
  [opcodes.READ_FLASH_SLOW]: ['offset', 'size'],
  [opcodes.SPI_FLASH_MD5]: ['offset', 'size'],
  [opcodes.ERASE_REGION]: ['offset', 'size'],
  [opcodes.READ_FLASH]: ['offset', 'size', 'frame', 'in flight'],
};

const dataCommands: ReadonlySet<number> = new Set([
  opcodes.FLASH_DATA,
  opcodes.MEM_DATA,
  opcodes.FLASH_DEFL_DATA,
  opcodes.FLASH_ENCRYPT_DATA,
]);

function describeBody({ opcode, body }: Request): string {
  if (opcode === opcodes.CHANGE_BAUDRATE && body.length === 8)
    return `new ${readWord(body, 0)}${separator}present ${readWord(body, 4)}`;
  if (dataCommands.has(opcode) && body.length >= 16)
    return `seq ${readWord(body, 4)}${separator}${readWord(body, 0)} bytes`;
  const named = (wordNames[opcode] ?? []).slice(0, Math.floor(body.length / 4));
  return named.map((name, index) => `${name} ${hex(readWord(body, index * 4))}`).join(separator);
}

/** A request that is not put together yet. */
export function describeRequest(request: Request): FrameDescription {
  return { command: commandName(request.opcode), detail: describeBody(request) };
}

/** What the host sent. */
export function describeHostFrame(frame: Uint8Array): FrameDescription {
  const request = decodeRequest(frame);
  if (request !== null) return describeRequest(request);
  if (frame.length === 4) return { command: 'ACK', detail: `${readWord(frame, 0)} bytes received` };
  return { command: 'DATA', detail: `${frame.length} bytes` };
}

/** What the chip sent; a frame without header is flash contents or the stub's greeting. */
export function describeChipFrame(frame: Uint8Array, statusBytes: StatusBytes): FrameDescription {
  if (isStubGreeting(frame)) return { command: 'OHAI', detail: 'stub started' };
  const response = decodeResponse(frame, statusBytes);
  if (response === null) return { command: 'DATA', detail: `${frame.length} bytes` };
  const { opcode, value, data, status } = response;
  const failure = failureCode(status);
  const parts = [failure === null ? 'ok' : statusReason(failure)];
  if (opcode === opcodes.READ_REG) parts.push(`value ${hex(value)}`);
  if (data.length > 0) parts.push(`${data.length} bytes`);
  return { command: commandName(opcode), detail: parts.join(separator) };
}
