import { toAppError } from '../../src-shared/errors/app-error';
import type { Clock } from '../../src-shared/time/clock';
import {
  baudBytes,
  baudOf,
  comPortCommands,
  controlGroup,
  controlOf,
  controls,
  encodeAnswer,
  format,
  lineChange,
  purges,
  type ComPortMessage,
  type ControlGroup,
  type LineChange,
} from './com-port-option';
import { LineSequence } from './line-sequence';
import { formatSignature } from './port-signature';
import { sharedPortBaud, type SharedPort } from './shared-port';

/** CTS, DSR and CD on, as a bridge without those wires reports. */
const modemState = 0xb0;
/** Nothing to complain of; both transmit registers empty. */
const lineState = 0x60;

/** What a server says of the modem's wires without being asked. */
export const modemStateNotice = encodeAnswer(comPortCommands.notifyModemState, modemState);

/** Does to the port what a client asks for and answers with what holds then. Fails only when the port does. */
export class ComPortServer {
  readonly #port: SharedPort;
  readonly #lines: LineSequence;
  #baud = sharedPortBaud;

  constructor(port: SharedPort, clock: Clock) {
    this.#port = port;
    this.#lines = new LineSequence(port, clock);
  }

  /** Answers to one request, ready to send; those that need none give none. */
  async answer({ command, value }: ComPortMessage): Promise<readonly Uint8Array[]> {
    const [first = 0] = value;
    const reply = (...bytes: readonly number[]): Uint8Array => encodeAnswer(command, ...bytes);
    switch (command) {
      case comPortCommands.signature:
        // With a text in it, the client tells its own.
        return value.length > 0 ? [] : [reply(...asciiBytes(formatSignature(this.#port.features)))];
      case comPortCommands.setBaudRate:
        return [reply(...baudBytes(await this.#setBaud(baudOf(value))))];
      case comPortCommands.setDataSize:
        return [reply(format.dataSize)];
      case comPortCommands.setParity:
        return [reply(format.parityNone)];
      case comPortCommands.setStopSize:
        return [reply(format.oneStopBit)];
      case comPortCommands.setControl:
        return [reply(await this.#setControl(first))];
      case comPortCommands.setLineStateMask:
        return [reply(first)];
      case comPortCommands.setModemStateMask:
        return [reply(first), encodeAnswer(comPortCommands.notifyModemState, modemState & first)];
      case comPortCommands.notifyLineState:
        return [reply(lineState)];
      case comPortCommands.notifyModemState:
        return [reply(modemState)];
      case comPortCommands.purgeData:
        if (first === purges.received || first === purges.both) await this.#port.discardInput();
        return [reply(first)];
      case comPortCommands.flowControlSuspend:
      case comPortCommands.flowControlResume:
        return [];
    }
  }

  /** Changes that came together are made together. Answers to SET-CONTROLs with these values. */
  async changeLines(values: readonly number[]): Promise<readonly Uint8Array[]> {
    const change = values.reduce<LineChange>((all, value) => ({ ...all, ...lineChange(value) }), {});
    if (this.#port.features.lines) await this.#lines.change(change);
    return values.map((value) => encodeAnswer(comPortCommands.setControl, value));
  }

  /** The client has gone: nothing more is done to the lines in its name. */
  end(): void {
    this.#lines.drop();
  }

  /** The rate that holds afterwards; 0 asks. */
  async #setBaud(baud: number): Promise<number> {
    if (baud === 0 || baud === this.#baud) return this.#baud;
    try {
      await this.#port.setBaud(baud);
      this.#baud = baud;
    } catch (error) {
      if (toAppError(error).code !== 'baud-unsupported') throw error;
    }
    return this.#baud;
  }

  async #setControl(value: number): Promise<number> {
    if (lineChange(value) !== null) await this.changeLines([value]);
    return lineChange(value) === null ? this.#present(controlGroup(value), value) : value;
  }

  /** What holds, whatever was asked for: there is no flow control, and nobody breaks. */
  #present(group: ControlGroup, asked: number): number {
    switch (group) {
      case 'flow':
        return controls.noFlow;
      case 'inbound-flow':
        return controls.noInboundFlow;
      case 'break':
        return controls.breakOff;
      case 'dtr':
      case 'rts':
        // A port without lines has no state to tell: the question comes back.
        return this.#port.features.lines ? controlOf(group, this.#lines.lines[group]) : asked;
    }
  }
}

function asciiBytes(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}
