import type { Clock } from '../../../src-shared/time/clock';
import { sleep } from '../../../src-shared/time/clock';
import type { Transport } from '../../../src-main/engine/transport/transport';

const end = 0xc0;

/** The host's end of a line, as plain as can be: frames and text as they come, nothing repeated, nothing judged. */
export class HostSide {
  readonly frames: Uint8Array[] = [];
  text = '';
  readonly #transport: Transport;
  readonly #clock: Clock;
  #inFrame = false;
  #body: number[] = [];
  #escaped = false;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
    transport.onData((bytes) => {
      for (const byte of bytes) this.#take(byte);
    });
  }

  send(body: Uint8Array): Promise<void> {
    const escaped = [...body].flatMap((byte) =>
      byte === end ? [0xdb, 0xdc] : byte === 0xdb ? [0xdb, 0xdd] : [byte],
    );
    return this.#transport.write(Uint8Array.of(end, ...escaped, end));
  }

  command(opcode: number, payload: Uint8Array | readonly number[] = [], checksum = 0): Promise<void> {
    const data = payload instanceof Uint8Array ? payload : words(...payload);
    const body = new Uint8Array(8 + data.length);
    const view = new DataView(body.buffer);
    body[1] = opcode;
    view.setUint16(2, data.length, true);
    view.setUint32(4, checksum, true);
    body.set(data, 8);
    return this.send(body);
  }

  /** One of the data commands, with its own header and checksum. */
  data(opcode: number, bytes: Uint8Array, sequence = 0): Promise<void> {
    const payload = new Uint8Array(16 + bytes.length);
    payload.set(words(bytes.length, sequence, 0, 0));
    payload.set(bytes, 16);
    return this.command(
      opcode,
      payload,
      bytes.reduce((sum, byte) => sum ^ byte, 0xef),
    );
  }

  /** Waits until so many frames have come in all; says what there is when they do not. */
  async untilFrames(count: number, timeoutMs = 5000): Promise<void> {
    for (let waitedMs = 0; this.frames.length < count; waitedMs++) {
      if (waitedMs > timeoutMs)
        throw new Error(`${this.frames.length} frames instead of ${count}; text: ${this.text}`);
      await sleep(this.#clock, 1);
    }
  }

  async untilText(part: string, timeoutMs = 5000): Promise<void> {
    for (let waitedMs = 0; !this.text.includes(part); waitedMs++) {
      if (waitedMs > timeoutMs) throw new Error(`no "${part}" in: ${this.text}`);
      await sleep(this.#clock, 1);
    }
  }

  /** Sends a command and gives its answer; for commands that answer once. */
  async ask(
    opcode: number,
    payload: Uint8Array | readonly number[] = [],
    timeoutMs = 5000,
  ): Promise<Uint8Array> {
    const before = this.frames.length;
    await this.command(opcode, payload);
    await this.untilFrames(before + 1, timeoutMs);
    return this.frames[before]!;
  }

  async askData(opcode: number, bytes: Uint8Array, sequence = 0): Promise<Uint8Array> {
    const before = this.frames.length;
    await this.data(opcode, bytes, sequence);
    await this.untilFrames(before + 1);
    return this.frames[before]!;
  }

  /** DTR and RTS as esptool's documentation describes them: into the loader. */
  async resetToDownload(): Promise<void> {
    await this.#transport.setLines({ dtr: false, rts: true });
    await sleep(this.#clock, 100);
    await this.#transport.setLines({ dtr: true, rts: false });
    await sleep(this.#clock, 300);
    await this.#transport.setLines({ dtr: false, rts: false });
  }

  async resetToRun(): Promise<void> {
    await this.#transport.setLines({ dtr: false, rts: true });
    await sleep(this.#clock, 100);
    await this.#transport.setLines({ dtr: false, rts: false });
    await sleep(this.#clock, 5);
  }

  async sync(): Promise<void> {
    const before = this.frames.length;
    await this.command(0x08, syncPattern);
    await this.untilFrames(before + 8);
  }

  #take(byte: number): void {
    if (byte === end) {
      if (this.#inFrame && this.#body.length > 0) {
        this.frames.push(Uint8Array.from(this.#body));
        this.#inFrame = false;
      } else this.#inFrame = true;
      this.#body = [];
    } else if (!this.#inFrame) this.text += String.fromCharCode(byte);
    else if (this.#escaped) {
      this.#body.push(byte === 0xdc ? end : 0xdb);
      this.#escaped = false;
    } else if (byte === 0xdb) this.#escaped = true;
    else this.#body.push(byte);
  }
}

export const syncPattern = Uint8Array.from([7, 7, 0x12, 0x20, ...new Array<number>(32).fill(0x55)]);

/** u32 words, little-endian. */
export function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return bytes;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
