import { RomGarbage, slowRomBaud, usualBaud, type SlowChip } from './rom-garbage';
import { Utf8Check } from './utf8-check';

export interface ChunkContext {
  /** The line that the bytes begin in. */
  readonly line: number;
  readonly atMs: number;
  readonly baud: number;
}

export type Garbage = { readonly line: number; readonly atMs: number; readonly baud: number } & (
  | { readonly type: 'speaks-74880'; readonly chip: SlowChip }
  | { readonly type: 'garbage'; readonly sharePercent: number }
);

/** More than this share of a burst that is no text: the rate is wrong, or the format. */
const garbageShare = 1 / 3;
const leastBytes = 64;
/** Fewer are a reset or a bad contact, and not worth a comparison. */
const leastUnreadable = 12;
/** What a burst is judged by: enough for the first line of a ROM. */
const judgedBytes = 128;
/** Lines that float at reset give a few of them on every board. */
const zerosAllowed = 16;
/** So much text in one piece ends a burst. */
const cleanBytes = 64;

/** `quiet`: all is text. `gathering`: unreadable bytes have begun. `told`: what they are has been said, or that nobody knows. */
type State = 'quiet' | 'gathering' | 'told';

/** Tells text from what a wrong rate makes of it. Once for each burst. */
export class GarbageWatch {
  readonly #utf8 = new Utf8Check();
  #rom: RomGarbage | null = null;
  #state: State = 'quiet';
  #burst = new Uint8Array(judgedBytes);
  #length = 0;
  #unreadable = 0;
  #zeros = 0;
  #cleanRun = 0;
  #start: ChunkContext = { line: 0, atMs: 0, baud: 0 };
  #baud = 0;

  clear(): void {
    this.#state = 'quiet';
    this.#length = 0;
    this.#utf8.reset();
  }

  bytes(bytes: Uint8Array, context: ChunkContext): Garbage | null {
    if (context.baud !== this.#baud) this.clear();
    this.#baud = context.baud;
    let found: Garbage | null = null;
    for (const byte of bytes) {
      const unreadable = this.#utf8.next(byte);
      this.#cleanRun = unreadable > 0 || byte === 0 ? 0 : this.#cleanRun + 1;
      if (this.#state === 'quiet') {
        if (unreadable === 0 && byte !== 0) continue;
        this.#begin(context);
      }
      if (this.#state === 'gathering') found = this.#gather(byte, unreadable) ?? found;
      if (this.#cleanRun >= cleanBytes) found = this.#cleared() ?? found;
    }
    return found;
  }

  /** Nothing comes any more: what is there is all of it. */
  idle(): Garbage | null {
    return this.#state === 'gathering' ? this.#judge() : null;
  }

  #begin(context: ChunkContext): void {
    this.#state = 'gathering';
    this.#start = context;
    this.#length = 0;
    this.#unreadable = 0;
    this.#zeros = 0;
  }

  #gather(byte: number, unreadable: number): Garbage | null {
    this.#burst[this.#length++] = byte;
    this.#unreadable += unreadable;
    if (byte === 0) this.#zeros++;
    return this.#length === judgedBytes ? this.#judge() : null;
  }

  /** The burst is over; the text after it is none of it. */
  #cleared(): Garbage | null {
    this.#length = Math.max(0, this.#length - this.#cleanRun);
    const found = this.#state === 'gathering' ? this.#judge() : null;
    this.#state = 'quiet';
    return found;
  }

  #judge(): Garbage | null {
    const burst = this.#burst.subarray(0, this.#length);
    const { line, atMs, baud } = this.#start;
    const isSuspicious = isUsual(baud) && this.#unreadable >= leastUnreadable;
    const chip = isSuspicious ? (this.#rom ??= new RomGarbage()).recognise(burst) : null;
    const share = this.#share();
    this.#state = 'quiet';
    if (chip === null && (this.#length < leastBytes || share <= garbageShare)) return null;
    this.#state = 'told';
    if (chip !== null) return { type: 'speaks-74880', line, atMs, baud, chip };
    return { type: 'garbage', line, atMs, baud, sharePercent: Math.round(100 * share) };
  }

  #share(): number {
    const zeros = this.#zeros > zerosAllowed ? this.#zeros : 0;
    const counted = this.#length - this.#zeros + zeros;
    return counted === 0 ? 0 : (this.#unreadable + zeros) / counted;
  }
}

function isUsual(baud: number): boolean {
  return Math.abs(baud - usualBaud) < (usualBaud - slowRomBaud) / 10;
}
