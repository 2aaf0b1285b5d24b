const end = 0xc0;
const escape = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** Longest frame kept while decoding, in bytes: four times the largest block that any loader sends. */
export const defaultMaxFrameBytes = 0x10000;

/** One SLIP frame holding `parts` one after the other: `C0 … C0`, with `C0 → DB DC` and `DB → DB DD` inside. */
export function encodeSlip(...parts: readonly Uint8Array[]): Uint8Array {
  let sizeBytes = 2;
  for (const part of parts) sizeBytes += part.length + countSpecial(part);
  const frame = new Uint8Array(sizeBytes);
  frame[0] = end;
  let at = 1;
  for (const part of parts) at = escapeInto(frame, at, part);
  frame[at] = end;
  return frame;
}

function countSpecial(bytes: Uint8Array): number {
  let count = 0;
  // By index: iterating a typed array is ten times slower, and this runs over all that is flashed.
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === end || bytes[at] === escape) count++;
  return count;
}

/** Returns where the next byte goes. */
function escapeInto(frame: Uint8Array, start: number, bytes: Uint8Array): number {
  let to = start;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === end || byte === escape) {
      frame[to++] = escape;
      frame[to++] = byte === end ? escapedEnd : escapedEscape;
    } else frame[to++] = byte;
  }
  return to;
}

export interface SlipListener {
  /** One frame's body, unescaped; the receiver's to keep. */
  readonly onFrame: (body: Uint8Array) => void;
  /** Bytes outside frames, in order; valid only during the call. */
  readonly onOutside: (bytes: Uint8Array) => void;
}

type State = 'outside' | 'inside' | 'escaped' | 'skipping';

/**
 * Takes a byte stream apart into frames and what lies between them, however it is cut into pieces, in linear time.
 * A frame with a wrong escape or longer than the bound is dropped and counted; decoding goes on after its end.
 */
export class SlipDecoder {
  readonly #listener: SlipListener;
  readonly #maxFrameBytes: number;
  #state: State = 'outside';
  #body = new Uint8Array(256);
  #length = 0;
  #droppedFrames = 0;

  constructor(listener: SlipListener, maxFrameBytes = defaultMaxFrameBytes) {
    this.#listener = listener;
    this.#maxFrameBytes = maxFrameBytes;
  }

  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** What a frame that has begun and not ended holds so far; for diagnosis. */
  get unfinished(): Uint8Array {
    return this.#body.slice(0, this.#length);
  }

  get unfinishedBytes(): number {
    return this.#length;
  }

  /** Forgets a frame that has begun. */
  reset(): void {
    this.#state = 'outside';
    this.#length = 0;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const found = bytes.indexOf(end, at);
      const stop = found < 0 ? bytes.length : found;
      if (stop > at) this.#take(bytes.subarray(at, stop));
      if (found < 0) return;
      this.#endSeen();
      at = found + 1;
    }
  }

  /** A run without any end mark. */
  #take(run: Uint8Array): void {
    if (this.#state === 'outside') this.#listener.onOutside(run);
    else if (this.#state !== 'skipping') this.#unescape(run);
  }

  #unescape(run: Uint8Array): void {
    const taken = this.#reserve(run.length) && this.#append(run);
    if (!taken || this.#length > this.#maxFrameBytes) this.#drop();
  }

  /** Runs without escapes are copied whole. False at a wrong escape. */
  #append(run: Uint8Array): boolean {
    if (this.#state === 'escaped' || run.includes(escape)) return this.#unescapeBytes(run);
    this.#body.set(run, this.#length);
    this.#length += run.length;
    return true;
  }

  #unescapeBytes(run: Uint8Array): boolean {
    const body = this.#body;
    let to = this.#length;
    let escaped = this.#state === 'escaped';
    for (let at = 0; at < run.length; at++) {
      const byte = run[at] as number;
      if (escaped) {
        if (byte !== escapedEnd && byte !== escapedEscape) return false;
        body[to++] = byte === escapedEnd ? end : escape;
        escaped = false;
      } else if (byte === escape) escaped = true;
      else body[to++] = byte;
    }
    this.#length = to;
    this.#state = escaped ? 'escaped' : 'inside';
    return true;
  }

  /** Makes room, doubling so that the copying stays linear; false where even unescaped the run would be too long. */
  #reserve(moreBytes: number): boolean {
    const needed = this.#length + moreBytes;
    // Each two bytes of a run can become one.
    if (this.#length + moreBytes / 2 > this.#maxFrameBytes + 1) return false;
    if (needed > this.#body.length) {
      const larger = new Uint8Array(Math.max(needed, this.#body.length * 2));
      larger.set(this.#body.subarray(0, this.#length));
      this.#body = larger;
    }
    return true;
  }

  #drop(): void {
    this.#droppedFrames++;
    this.#state = 'skipping';
    this.#length = 0;
  }

  #endSeen(): void {
    if (this.#state === 'outside') {
      this.#state = 'inside';
      return;
    }
    if (this.#state === 'escaped') this.#drop();
    // Two marks in a row: the first ended something that was lost, the second begins a frame.
    else if (this.#state === 'inside' && this.#length === 0) return;
    const complete = this.#state === 'inside';
    const body = complete ? this.#body.slice(0, this.#length) : null;
    this.reset();
    if (body !== null) this.#listener.onFrame(body);
  }
}
