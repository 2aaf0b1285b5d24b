import type { Clock } from '../../../src-shared/time/clock';
import type { TextOutput } from '../cli-io';

export interface ByteScreen {
  bytes(bytes: Uint8Array): void;
  /** What was held back is shown. */
  close(): void;
}

/** As it comes: escape sequences, line ends and all. */
export class RawScreen implements ByteScreen {
  readonly #out: TextOutput;
  /** A character may come in two parts. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(out: TextOutput) {
    this.#out = out;
  }

  bytes(bytes: Uint8Array): void {
    this.#out.write(this.#decoder.decode(bytes, { stream: true }));
  }

  close(): void {
    const rest = this.#decoder.decode();
    if (rest !== '') this.#out.write(rest);
  }
}

const rowBytes = 16;
/** A row that is not full waits so long for more. */
const rowMs = 200;

/** Rows of 16 bytes with their offset and as text. */
export class HexScreen implements ByteScreen {
  readonly #out: TextOutput;
  readonly #clock: Clock;
  #offset = 0;
  #row: number[] = [];
  #cancel: (() => void) | null = null;

  constructor(out: TextOutput, clock: Clock) {
    this.#out = out;
    this.#clock = clock;
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.#row.push(byte) === rowBytes) this.#endRow();
    this.#cancel?.();
    this.#cancel = this.#row.length === 0 ? null : this.#clock.schedule(rowMs, () => this.close());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#row.length > 0) this.#endRow();
  }

  #endRow(): void {
    const row = this.#row;
    const cells = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    const offset = this.#offset.toString(16).padStart(8, '0');
    this.#out.write(`${offset}  ${cells.padEnd(rowBytes * 3 - 1)}  |${text}|\n`);
    this.#offset += row.length;
    this.#row = [];
  }
}
