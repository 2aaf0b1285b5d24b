const IAC = 255;
const SB = 250;
const SE = 240;

/** Who offers or asks for an option. @source RFC 854, RFC 855 */
export const verbs = { WILL: 251, WONT: 252, DO: 253, DONT: 254 } as const;
export type Verb = keyof typeof verbs;

export const telnetOptions = { binary: 0, echo: 1, suppressGoAhead: 3, comPort: 44 } as const;

export type TelnetEvent =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'option'; readonly verb: Verb; readonly option: number }
  | { readonly type: 'subnegotiation'; readonly option: number; readonly payload: Uint8Array };

type State = 'data' | 'command' | Verb | 'sub' | 'sub-command';

/** Takes the bytes of a telnet connection as they come. */
export class TelnetReceiver {
  #state: State = 'data';
  #data: number[] = [];
  #sub: number[] = [];

  push(bytes: Uint8Array): TelnetEvent[] {
    const events: TelnetEvent[] = [];
    for (const byte of bytes) this.#take(byte, events);
    this.#flushData(events);
    return events;
  }

  #take(byte: number, events: TelnetEvent[]): void {
    switch (this.#state) {
      case 'data':
        if (byte === IAC) this.#state = 'command';
        else this.#data.push(byte);
        return;
      case 'command':
        this.#command(byte);
        return;
      case 'sub':
        if (byte === IAC) this.#state = 'sub-command';
        else this.#sub.push(byte);
        return;
      case 'sub-command':
        this.#subCommand(byte, events);
        return;
      default:
        this.#flushData(events);
        events.push({ type: 'option', verb: this.#state, option: byte });
        this.#state = 'data';
    }
  }

  /** After IAC: a doubled one is data; what is not an option is passed over. */
  #command(byte: number): void {
    const verb = (Object.keys(verbs) as Verb[]).find((name) => verbs[name] === byte);
    if (byte === IAC) this.#data.push(byte);
    if (byte === SB) this.#sub = [];
    this.#state = verb ?? (byte === SB ? 'sub' : 'data');
  }

  #subCommand(byte: number, events: TelnetEvent[]): void {
    if (byte === IAC) {
      this.#sub.push(byte);
      this.#state = 'sub';
      return;
    }
    this.#state = 'data';
    const [option, ...payload] = this.#sub;
    if (byte !== SE || option === undefined) return;
    this.#flushData(events);
    events.push({ type: 'subnegotiation', option, payload: Uint8Array.from(payload) });
  }

  #flushData(events: TelnetEvent[]): void {
    if (this.#data.length === 0) return;
    events.push({ type: 'data', bytes: Uint8Array.from(this.#data) });
    this.#data = [];
  }
}

/** Data with every 255 doubled. */
export function escapeIac(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(IAC)) return bytes;
  return Uint8Array.from([...bytes].flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte])));
}

export function encodeOption(verb: Verb, option: number): Uint8Array {
  return Uint8Array.of(IAC, verbs[verb], option);
}

export function encodeSubnegotiation(option: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.of(IAC, SB, option, ...escapeIac(payload), IAC, SE);
}
