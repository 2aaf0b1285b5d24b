import { encodeSubnegotiation, telnetOptions } from './telnet-codec';

/** Client to server; the server's answer, and what it tells of itself, is 100 more. @source RFC 2217 */
export const comPortCommands = {
  signature: 0,
  setBaudRate: 1,
  setDataSize: 2,
  setParity: 3,
  setStopSize: 4,
  setControl: 5,
  notifyLineState: 6,
  notifyModemState: 7,
  flowControlSuspend: 8,
  flowControlResume: 9,
  setLineStateMask: 10,
  setModemStateMask: 11,
  purgeData: 12,
} as const;
export type ComPortCommand = (typeof comPortCommands)[keyof typeof comPortCommands];

/** Values of SET-CONTROL. @source RFC 2217 */
export const controls = {
  askFlow: 0,
  noFlow: 1,
  askBreak: 4,
  breakOn: 5,
  breakOff: 6,
  askDtr: 7,
  dtrOn: 8,
  dtrOff: 9,
  askRts: 10,
  rtsOn: 11,
  rtsOff: 12,
  askInboundFlow: 13,
  noInboundFlow: 14,
  inboundXonXoff: 15,
  inboundHardware: 16,
  dcdFlow: 17,
  inboundDtrFlow: 18,
  dsrFlow: 19,
} as const;

/** What SET-CONTROL sets are several settings in one command; an answer belongs to a question about the same one. */
export type ControlGroup = 'flow' | 'break' | 'dtr' | 'rts' | 'inbound-flow';

export function controlGroup(value: number): ControlGroup {
  if (value >= controls.askBreak && value <= controls.breakOff) return 'break';
  if (value >= controls.askDtr && value <= controls.dtrOff) return 'dtr';
  if (value >= controls.askRts && value <= controls.rtsOff) return 'rts';
  const inbound = value >= controls.askInboundFlow && value <= controls.inboundHardware;
  return inbound || value === controls.inboundDtrFlow ? 'inbound-flow' : 'flow';
}

/** 8N1, the only format that these chips speak. */
export const format = { dataSize: 8, parityNone: 1, oneStopBit: 1 } as const;

/** Values of SET-PARITY. @source RFC 2217 */
export const parityValues = { none: 1, odd: 2, even: 3 } as const;

/** Values of PURGE-DATA, as the server sees it: what it has received, what it has to send. */
export const purges = { received: 1, toSend: 2, both: 3 } as const;

export interface LineChange {
  /** True asserts. */
  readonly dtr?: boolean;
  readonly rts?: boolean;
}

/** SET-CONTROL's value for one line. */
export function controlOf(line: 'dtr' | 'rts', asserted: boolean): number {
  if (line === 'dtr') return asserted ? controls.dtrOn : controls.dtrOff;
  return asserted ? controls.rtsOn : controls.rtsOff;
}

/** The line that a SET-CONTROL changes, null where it changes none. */
export function lineChange(value: number): LineChange | null {
  if (value === controls.dtrOn || value === controls.dtrOff) return { dtr: value === controls.dtrOn };
  if (value === controls.rtsOn || value === controls.rtsOff) return { rts: value === controls.rtsOn };
  return null;
}

export interface ComPortMessage {
  readonly command: ComPortCommand;
  readonly value: Uint8Array;
}

const answerOffset = 100;
const known: ReadonlySet<number> = new Set(Object.values(comPortCommands));

/** A client's request. Null for a command that there is not. */
export function decodeRequest(payload: Uint8Array): ComPortMessage | null {
  const command = payload[0] ?? -1;
  return known.has(command) ? { command: command as ComPortCommand, value: payload.subarray(1) } : null;
}

/** A server's answer, with the command that it answers. Some servers leave out the 100 where they speak of flow. */
export function decodeAnswer(payload: Uint8Array): ComPortMessage | null {
  const [code = -1] = payload;
  const isFlow = code === comPortCommands.flowControlSuspend || code === comPortCommands.flowControlResume;
  const command = isFlow ? code : code - answerOffset;
  return known.has(command) ? { command: command as ComPortCommand, value: payload.subarray(1) } : null;
}

export function encodeRequest(command: ComPortCommand, ...value: readonly number[]): Uint8Array {
  return encodeSubnegotiation(telnetOptions.comPort, Uint8Array.of(command, ...value));
}

export function encodeAnswer(command: ComPortCommand, ...value: readonly number[]): Uint8Array {
  return encodeSubnegotiation(telnetOptions.comPort, Uint8Array.of(command + answerOffset, ...value));
}

/** u32, big-endian. */
export function baudBytes(baud: number): readonly number[] {
  return [(baud >>> 24) & 0xff, (baud >>> 16) & 0xff, (baud >>> 8) & 0xff, baud & 0xff];
}

/** 0, which asks, for what is no u32. */
export function baudOf(value: Uint8Array): number {
  return value.length === 4 ? new DataView(value.buffer, value.byteOffset, 4).getUint32(0) : 0;
}
