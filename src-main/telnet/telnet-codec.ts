const IAC = 255;
const SB = 250;
const SE = 240;

/** Who offers or asks for an option. @source RFC 854, RFC 855 */
export const verbs = { WILL: 251, WONT: 252, DO: 253, DONT: 254 } as const;
export type Verb = keyof typeof verbs;

/** @source RFC 856, RFC 857, RFC 858, RFC 2217 */
export const telnetOptions = { binary: 0, echo: 1, suppressGoAhead: 3, comPort: 44 } as const;

export type TelnetEvent =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'option'; readonly verb: Verb; readonly option: number }
  | { readonly type: 'subnegotiation'; readonly option: number; readonly payload: Uint8Array };

/** The longest subnegotiation that means anything here is a signature; one that is longer is dropped whole. */
export const longestSubnegotiationBytes = 1024;

type State = 'data' | 'command' | Verb | 'sub' | 'sub-command';

/** Takes the bytes of a telnet connection as they come, cut anywhere. Keeps no data, and of a subnegotiation only so much. */
export class TelnetReceiver {
  #state: State = 'data';
  #sub: number[] = [];

  push(bytes: Uint8Array): TelnetEvent[] {
    const out = new Output(bytes.length);
    for (let at = 0; at < bytes.length;) at = this.#take(bytes, at, out);
    return out.end();
  }

  /** Takes what can be taken in this state; returns where to go on. */
  #take(bytes: Uint8Array, at: number, out: Output): number {
    if (this.#state === 'data') return this.#takeData(bytes, at, out);
    const byte = bytes[at] ?? 0;
    switch (this.#state) {
      case 'command':
        this.#state = this.#afterIac(byte, out);
        break;
      case 'sub':
        if (byte === IAC) this.#state = 'sub-command';
        else this.#keep(byte);
        break;
      case 'sub-command':
        this.#state = this.#afterIacInSub(byte, out);
        break;
      default:
        out.event({ type: 'option', verb: this.#state, option: byte });
        this.#state = 'data';
    }
    return at + 1;
  }

  /** Whole runs at once: nearly everything on such a connection is data. */
  #takeData(bytes: Uint8Array, at: number, out: Output): number {
    const iacAt = bytes.indexOf(IAC, at);
    const end = iacAt < 0 ? bytes.length : iacAt;
    out.data(bytes.subarray(at, end));
    if (iacAt < 0) return end;
    this.#state = 'command';
    return end + 1;
  }

  /** A doubled IAC is one byte of data; commands without an option (NOP, GA, a break) are passed over. */
  #afterIac(byte: number, out: Output): State {
    if (byte === IAC) out.data(Uint8Array.of(IAC));
    if (byte === SB) this.#sub = [];
    return verbOf(byte) ?? (byte === SB ? 'sub' : 'data');
  }

  #afterIacInSub(byte: number, out: Output): State {
    if (byte === IAC) {
      this.#keep(byte);
      return 'sub';
    }
    const [option, ...payload] = this.#sub;
    this.#sub = [];
    // Its end was lost: what stands here is a command like any other.
    if (byte !== SE) return this.#afterIac(byte, out);
    if (option !== undefined && payload.length <= longestSubnegotiationBytes)
      out.event({ type: 'subnegotiation', option, payload: Uint8Array.from(payload) });
    return 'data';
  }

  /** One byte more than is allowed shows that there were too many. */
  #keep(byte: number): void {
    if (this.#sub.length <= longestSubnegotiationBytes + 1) this.#sub.push(byte);
  }
}

/** Events in order; data between two others in one piece, so that an escaped byte does not cut a frame in two. */
class Output {
  readonly #events: TelnetEvent[] = [];
  readonly #data: Uint8Array;
  #start = 0;
  #end = 0;

  constructor(capacityBytes: number) {
    this.#data = new Uint8Array(capacityBytes);
  }

  data(bytes: Uint8Array): void {
    this.#data.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  event(event: TelnetEvent): void {
    this.#flush();
    this.#events.push(event);
  }

  end(): TelnetEvent[] {
    this.#flush();
    return this.#events;
  }

  #flush(): void {
    if (this.#end === this.#start) return;
    this.#events.push({ type: 'data', bytes: this.#data.subarray(this.#start, this.#end) });
    this.#start = this.#end;
  }
}

function verbOf(byte: number): Verb | undefined {
  return (Object.keys(verbs) as Verb[]).find((name) => verbs[name] === byte);
}

/** Data with every 255 doubled; the same array where there is none. */
export function escapeIac(bytes: Uint8Array): Uint8Array {
  const doubled = bytes.reduce((count, byte) => (byte === IAC ? count + 1 : count), 0);
  if (doubled === 0) return bytes;
  const escaped = new Uint8Array(bytes.length + doubled);
  let at = 0;
  for (const byte of bytes) {
    escaped[at++] = byte;
    if (byte === IAC) escaped[at++] = IAC;
  }
  return escaped;
}

export function encodeOption(verb: Verb, option: number): Uint8Array {
  return Uint8Array.of(IAC, verbs[verb], option);
}

export function encodeSubnegotiation(option: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.of(IAC, SB, option, ...escapeIac(payload), IAC, SE);
}
