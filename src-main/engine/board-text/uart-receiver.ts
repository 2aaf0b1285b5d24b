/** A byte without its stop bit is given as it is, given as 0 (as terminals of UNIX do), or left out. */
export type WithoutStopBit = 'kept' | 'zero' | 'dropped';

/** How a receiver looks for start bits. */
export interface ReceiverHabits {
  /** The next start bit: the next falling edge, or at once where the line is low. */
  readonly startsAt: 'edge' | 'level';
  /** How far into an oversampling interval an edge falls, 0 to 1. */
  readonly phase: number;
}

export interface SampledByte {
  readonly byte: number;
  readonly hasStopBit: boolean;
}

const bitsPerByte = 10;
const dataBits = 8;
/** Of the clock that looks for a start bit. */
const samplesPerBit = 16;

/**
 * What a receiver of 8N1 at `rxBaud` hears of bytes that are sent at `txBaud`, one after another: it looks for a start bit,
 * makes sure of it in its middle, and looks at the line in the middle of each of its own bits.
 */
export function sampleUart(
  bytes: Uint8Array,
  txBaud: number,
  rxBaud: number,
  { startsAt, phase }: ReceiverHabits,
): readonly SampledByte[] {
  const line = new SentLine(bytes);
  const rxBit = txBaud / rxBaud;
  const delay = (phase * rxBit) / samplesPerBit;
  const heard: SampledByte[] = [];
  let from = 0;
  for (;;) {
    const edge = startsAt === 'level' && line.isLow(from) ? from : line.nextFall(from);
    if (edge === null) return heard;
    const start = edge + delay;
    if (!line.isLow(start + rxBit / 2)) {
      from = start + rxBit / 2;
      continue;
    }
    let byte = 0;
    for (let bit = 0; bit < dataBits; bit++) if (!line.isLow(start + (bit + 1.5) * rxBit)) byte |= 1 << bit;
    from = start + (dataBits + 1.5) * rxBit;
    heard.push({ byte, hasStopBit: !line.isLow(from) });
  }
}

/** What a program is given of that. */
export function givenBytes(sampled: readonly SampledByte[], without: WithoutStopBit): number[] {
  return sampled.flatMap(({ byte, hasStopBit }) => {
    if (hasStopBit || without === 'kept') return byte;
    return without === 'zero' ? 0 : [];
  });
}

/** The level of the line over time, in bits of the sender. */
class SentLine {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isLow(time: number): boolean {
    return this.#isLowBit(Math.floor(time));
  }

  /** When the line falls next after `time`; null where it stays as it is. */
  nextFall(time: number): number | null {
    const end = this.#bytes.length * bitsPerByte;
    for (let bit = Math.max(0, Math.ceil(time)); bit < end; bit++)
      if (this.#isLowBit(bit) && !this.#isLowBit(bit - 1)) return bit;
    return null;
  }

  #isLowBit(bit: number): boolean {
    if (bit < 0) return false;
    const byte = this.#bytes[Math.floor(bit / bitsPerByte)];
    if (byte === undefined) return false;
    const place = bit % bitsPerByte;
    if (place === 0) return true;
    return place <= dataBits && ((byte >> (place - 1)) & 1) === 0;
  }
}
