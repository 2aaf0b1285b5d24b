const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;

/** Longer than any command; what does not end by then is noise. */
const maxFrameBytes = 0x2_0000;

export function wrapSlip(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + countEscapes(body) + 2);
  out[0] = END;
  let at = 1;
  let from = 0;
  // From one byte that needs an escape to the next: most of a frame is copied as it is.
  for (let next = nextSpecial(body, 0); next < body.length; next = nextSpecial(body, from)) {
    out.set(body.subarray(from, next), at);
    at += next - from;
    out[at++] = ESCAPE;
    out[at++] = body[next] === END ? ESCAPED_END : ESCAPED_ESCAPE;
    from = next + 1;
  }
  out.set(body.subarray(from), at);
  out[out.length - 1] = END;
  return out;
}

function countEscapes(body: Uint8Array): number {
  let count = 0;
  for (let at = nextSpecial(body, 0); at < body.length; at = nextSpecial(body, at + 1)) count += 1;
  return count;
}

function nextSpecial(body: Uint8Array, from: number): number {
  const end = body.indexOf(END, from);
  const escape = body.indexOf(ESCAPE, from);
  return Math.min(end < 0 ? body.length : end, escape < 0 ? body.length : escape);
}

/** Null for an escape that means nothing: the frame is damaged. */
function unescape(raw: Uint8Array): Uint8Array | null {
  let from = raw.indexOf(ESCAPE);
  if (from < 0) return raw;
  const out = new Uint8Array(raw.length);
  let at = 0;
  let start = 0;
  while (from >= 0) {
    out.set(raw.subarray(start, from), at);
    at += from - start;
    const code = raw[from + 1];
    if (code !== ESCAPED_END && code !== ESCAPED_ESCAPE) return null;
    out[at++] = code === ESCAPED_END ? END : ESCAPE;
    start = from + 2;
    from = raw.indexOf(ESCAPE, start);
  }
  out.set(raw.subarray(start), at);
  return out.subarray(0, at + raw.length - start);
}

function join(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The chip's side: takes bytes as they come, gives the bodies of whole frames. Bytes outside frames are nothing to a loader. */
export class SlipReceiver {
  #parts: Uint8Array[] = [];
  #sizeBytes = 0;
  #inFrame = false;

  push(bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let from = 0;
    while (from < bytes.length) {
      const end = bytes.indexOf(END, from);
      const upTo = end < 0 ? bytes.length : end;
      if (this.#inFrame && upTo > from) this.#keep(bytes.slice(from, upTo));
      if (end < 0) break;
      const frame = this.#finish();
      if (frame) frames.push(frame);
      from = end + 1;
    }
    return frames;
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#sizeBytes += part.length;
    if (this.#sizeBytes > maxFrameBytes) {
      this.#inFrame = false;
      this.#clear();
    }
  }

  /** At an END: the frame before it, if there was one; the next begins after a frame that had nothing in it. */
  #finish(): Uint8Array | null {
    if (!this.#inFrame || this.#sizeBytes === 0) {
      this.#inFrame = true;
      return null;
    }
    const raw = join(this.#parts, this.#sizeBytes);
    this.#inFrame = false;
    this.#clear();
    return unescape(raw);
  }

  #clear(): void {
    this.#parts = [];
    this.#sizeBytes = 0;
  }
}
