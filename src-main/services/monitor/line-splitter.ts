import { openLineText } from '../../files/monitor/line-text';

/** Longer lines are broken: what a board prints without ever ending a line stays readable, and bounded. */
export const longestLineBytes = 4096;

/** Carriage returns before a line feed do not count as the line's; more than these are text. */
const mostReturns = 16;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** `bytes`: with the line end, valid during the call only. `atMs`: when the first of them came. */
export type OnWholeLine = (bytes: Buffer, atMs: number) => void;

const nothing = Buffer.alloc(0);

/** Bytes as they come, cut into lines. A line ends with a line feed, at 4096 bytes, or when `end` says so. */
export class LineSplitter {
  readonly #onLine: OnWholeLine;
  #open: Buffer = nothing;
  #openAtMs = 0;

  constructor(onLine: OnWholeLine) {
    this.#onLine = onLine;
  }

  /** What has come of the line that is not whole yet. */
  get openBytes(): Uint8Array {
    return this.#open;
  }

  get open(): { readonly text: string; readonly atMs: number } | null {
    return this.#open.length === 0 ? null : { text: openLineText(this.#open), atMs: this.#openAtMs };
  }

  push(chunk: Uint8Array, atMs: number): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let done = 0; done < bytes.length;) {
      const feed = bytes.indexOf(lineFeed, done);
      const next = feed < 0 ? bytes.length : feed + 1;
      this.#take(bytes.subarray(done, next), feed >= 0, atMs);
      done = next;
    }
  }

  /** Makes a line of what is open. */
  end(): void {
    const bytes = this.#open;
    this.#open = nothing;
    if (bytes.length > 0) this.#onLine(bytes, this.#openAtMs);
  }

  #take(piece: Buffer, isEnd: boolean, atMs: number): void {
    let openBytes = this.#open.length;
    let line = openBytes === 0 ? piece : Buffer.concat([this.#open, piece]);
    this.#open = nothing;
    while (textBytes(line) > longestLineBytes) {
      const cut = characterBorder(line, longestLineBytes);
      this.#onLine(line.subarray(0, cut), openBytes > 0 ? this.#openAtMs : atMs);
      line = line.subarray(cut);
      openBytes = Math.max(0, openBytes - cut);
    }
    const firstAtMs = openBytes > 0 ? this.#openAtMs : atMs;
    if (isEnd) this.#onLine(line, firstAtMs);
    else this.#keep(line, firstAtMs);
  }

  /** A copy: whoever gave the bytes may use their memory again. */
  #keep(line: Buffer, atMs: number): void {
    this.#open = Buffer.from(line);
    this.#openAtMs = atMs;
  }
}

/** Without the line end, whole or in part. */
function textBytes(line: Buffer): number {
  let end = line.length;
  if (line[end - 1] === lineFeed) end--;
  const least = Math.max(0, end - mostReturns);
  while (end > least && line[end - 1] === carriageReturn) end--;
  return end;
}

/** The last place up to `most` where no character of UTF-8 is cut; `most` where it is none. */
function characterBorder(bytes: Buffer, most: number): number {
  for (let at = most; at > most - 4; at--) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at;
  return most;
}
