/** Client to server; the server's answer is 100 more. @source RFC 2217 */
export const comPortCommands = {
  signature: 0,
  setBaudRate: 1,
  setDataSize: 2,
  setParity: 3,
  setStopSize: 4,
  setControl: 5,
  notifyModemState: 7,
  setLineStateMask: 10,
  setModemStateMask: 11,
  purgeData: 12,
} as const;

const answerOffset = 100;

/** Values of SET-CONTROL that change something here. */
const control = { dtrOn: 8, dtrOff: 9, rtsOn: 11, rtsOff: 12 } as const;
/** Values of SET-CONTROL that ask: flow control, break, DTR, RTS, inbound flow control. */
const asksFlow = 0;
const asksBreak = 4;
const asksDtr = 7;
const asksRts = 10;
const asksInboundFlow = 13;

/** CTS, DSR and CD on, as a bridge without those wires reports. */
const modemState = 0xb0;

/** The serial port that a COM-PORT-OPTION speaks of. */
export interface ComPort {
  setBaud(baud: number): void;
  setLines(lines: { dtr?: boolean; rts?: boolean }): void;
  purgeInput(): void;
}

/** Keeps what the client has set and answers with what holds. The format is 8N1 whatever is asked for. */
export class ComPortServer {
  readonly #port: ComPort;
  #baud = 115_200;
  #dtr = false;
  #rts = false;

  constructor(port: ComPort) {
    this.#port = port;
  }

  /** Answers to one subnegotiation, command byte first; those that need none give none. */
  answer(payload: Uint8Array): Uint8Array[] {
    const [command, value = 0] = payload;
    const reply = (...bytes: number[]): Uint8Array[] => [
      Uint8Array.of((command ?? 0) + answerOffset, ...bytes),
    ];
    switch (command) {
      case comPortCommands.signature:
        return payload.length > 1 ? [] : reply(...new TextEncoder().encode('Kiln simulated board'));
      case comPortCommands.setBaudRate:
        return reply(...this.#setBaud(payload.subarray(1)));
      case comPortCommands.setDataSize:
        return reply(8);
      case comPortCommands.setParity:
      case comPortCommands.setStopSize:
        return reply(1);
      case comPortCommands.setControl:
        return reply(this.#setControl(value));
      case comPortCommands.setLineStateMask:
        return reply(value);
      case comPortCommands.setModemStateMask:
        return [
          ...reply(value),
          Uint8Array.of(comPortCommands.notifyModemState + answerOffset, modemState & value),
        ];
      case comPortCommands.purgeData:
        // 1: what the server has received, 2: what it has to send, 3: both.
        if (value === 1 || value === 3) this.#port.purgeInput();
        return reply(value);
      default:
        return [];
    }
  }

  /** u32, big-endian; 0 asks. */
  #setBaud(value: Uint8Array): Uint8Array {
    const asked = value.length === 4 ? new DataView(value.buffer, value.byteOffset, 4).getUint32(0) : 0;
    if (asked > 0) {
      this.#baud = asked;
      this.#port.setBaud(asked);
    }
    const answer = new Uint8Array(4);
    new DataView(answer.buffer).setUint32(0, this.#baud);
    return answer;
  }

  #setControl(value: number): number {
    switch (value) {
      case control.dtrOn:
      case control.dtrOff:
        this.#dtr = value === control.dtrOn;
        this.#port.setLines({ dtr: this.#dtr });
        return value;
      case control.rtsOn:
      case control.rtsOff:
        this.#rts = value === control.rtsOn;
        this.#port.setLines({ rts: this.#rts });
        return value;
      case asksDtr:
        return this.#dtr ? control.dtrOn : control.dtrOff;
      case asksRts:
        return this.#rts ? control.rtsOn : control.rtsOff;
      case asksFlow:
        return 1;
      case asksBreak:
        return 6;
      case asksInboundFlow:
        return 14;
      default:
        return value;
    }
  }
}
