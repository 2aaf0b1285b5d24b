import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ProgressEvent } from '../../../src-shared/model/progress';
import type { ChipSpec } from '../../../src-main/engine/chips/chip-spec';
import type { ChipSession, CommandOptions, Reply } from '../../../src-main/engine/loader/chip-session';
import { assertSupported } from '../../../src-main/engine/loader/command-support';
import { opcodes } from '../../../src-main/engine/protocol/opcodes';
import { encodeRequest } from '../../../src-main/engine/protocol/packet';
import { readWord } from '../../../src-main/engine/protocol/words';
import type { Transport } from '../../../src-main/engine/transport/transport';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { VirtualClock } from '../../support/virtual-clock';

export const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Compares long arrays without printing them byte by byte. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b);
}

export interface FakeSetup {
  readonly loader?: 'rom' | 'stub';
  readonly flashBytes?: number;
  /** As the three bytes of command 0x9F, manufacturer lowest. */
  readonly jedecId?: number;
  readonly secureDownload?: boolean;
  /** Flag word of GET_SECURITY_INFO. */
  readonly securityFlags?: number;
  /** All that GET_SECURITY_INFO answers. */
  readonly securityInfo?: Uint8Array;
  readonly registers?: Readonly<Record<number, number>>;
}

interface Fault {
  readonly opcode: number;
  /** Counted from the moment it was ordered, first is 0. */
  skip: number;
  readonly error: AppError | 'damage' | 'lose-answer';
}

interface Writing {
  at: number;
  readonly packed: Uint8Array[] | null;
}

/**
 * A loader behind the commands' level: it keeps a flash, answers a few registers and writes down what it was asked. Enough to
 * see what an operation says; the simulated boards are there for how it is said.
 */
export class FakeSession implements ChipSession {
  readonly chip: ChipSpec;
  readonly loader: 'rom' | 'stub';
  readonly secureDownload: boolean;
  readonly baud = 115_200;
  readonly canReset = false;
  readonly clock = new VirtualClock();
  readonly context = { clock: this.clock, compute: inlineCompute, trace: (): void => undefined };
  readonly transport = {
    label: 'fake',
    features: { lines: false, baud: true, usb: null },
  } as unknown as Transport;
  readonly flash: Uint8Array;
  /** Every request as it would go over the line. */
  readonly requests: Uint8Array[] = [];
  readonly acks: number[] = [];
  readonly events: ProgressEvent[] = [];
  resyncs = 0;
  readonly #setup: FakeSetup;
  readonly #registers: Map<number, number>;
  #writing: Writing | null = null;
  #frames: Uint8Array[] = [];
  #faults: Fault[] = [];

  constructor(chip: ChipSpec, setup: FakeSetup = {}) {
    this.chip = chip;
    this.loader = setup.loader ?? 'stub';
    this.secureDownload = setup.secureDownload ?? false;
    this.flash = new Uint8Array(setup.flashBytes ?? 0x40_0000);
    this.#setup = setup;
    this.#registers = new Map(
      Object.entries(setup.registers ?? {}).map(([address, value]) => [Number(address), value]),
    );
  }

  readonly run = { onProgress: (event: ProgressEvent): void => void this.events.push(event) };

  /** Opcodes of the requests, in order. */
  get opcodes(): number[] {
    return this.requests.map((request) => request[1] ?? -1);
  }

  notices(): string[] {
    return this.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
  }

  /** Bodies of the requests with this opcode. */
  bodies(opcode: number): Uint8Array[] {
    return this.requests.filter((request) => request[1] === opcode).map((request) => request.subarray(8));
  }

  /** The command after `skip` of its kind fails; `lose-answer` has done its work by then. */
  failOn(opcode: number, error: Fault['error'], skip = 0): void {
    this.#faults.push({ opcode, error, skip });
  }

  command(opcode: number, body: Uint8Array, options: CommandOptions = {}): Promise<Reply> {
    return Promise.resolve().then(() => {
      assertSupported(this, opcode);
      this.requests.push(encodeRequest(opcode, body.slice(), options.checksum));
      if (options.signal?.aborted) throw new AppError('cancelled');
      const fault = this.#dueFault(opcode);
      if (fault instanceof AppError) throw fault;
      const reply = this.#answer(opcode, body);
      if (fault === 'lose-answer') throw new AppError('no-response', { command: 'lost' });
      return reply;
    });
  }

  async readRegister(address: number): Promise<number> {
    const body = new Uint8Array(4);
    new DataView(body.buffer).setUint32(0, address, true);
    return (await this.command(opcodes.READ_REG, body)).value;
  }

  async writeRegister(address: number, value: number, options: { mask?: number } = {}): Promise<void> {
    const body = new Uint8Array(16);
    const view = new DataView(body.buffer);
    [address, value, options.mask ?? 0xffff_ffff, 0].forEach((word, index) =>
      view.setUint32(index * 4, word, true),
    );
    await this.command(opcodes.WRITE_REG, body);
  }

  receiveFrame(_timeoutMs: number, _signal?: unknown, onBegin?: () => void): Promise<Uint8Array> {
    const frame = this.#frames.shift();
    if (frame !== undefined) onBegin?.();
    const fault = this.#dueFault(opcodes.READ_FLASH);
    if (fault instanceof AppError) return Promise.reject(fault);
    if (frame === undefined) return Promise.reject(new AppError('no-response', { command: 'DATA' }));
    if (fault === 'damage') frame[7] = (frame[7] ?? 0) ^ 0xff;
    return Promise.resolve(frame);
  }

  sendFrame(body: Uint8Array): Promise<void> {
    this.acks.push(readWord(body, 0));
    return Promise.resolve();
  }

  resynchronise(): Promise<void> {
    this.resyncs++;
    this.#frames = [];
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #dueFault(opcode: number): Fault['error'] | null {
    const fault = this.#faults.find((candidate) => candidate.opcode === opcode);
    if (fault === undefined) return null;
    if (fault.skip-- > 0) return null;
    this.#faults = this.#faults.filter((other) => other !== fault);
    return fault.error;
  }

  #answer(opcode: number, body: Uint8Array): Reply {
    const reply = (value: number, data: Uint8Array = new Uint8Array(0)): Reply => ({ value, data });
    switch (opcode) {
      case opcodes.READ_REG:
        return reply(this.#readRegister(readWord(body, 0)));
      case opcodes.WRITE_REG:
        this.#registers.set(readWord(body, 0), readWord(body, 4));
        return reply(0);
      case opcodes.GET_SECURITY_INFO:
        if (this.chip.quirks.includes('no-security-info'))
          throw new AppError('command-refused', { command: 'GET_SECURITY_INFO', reason: 'not implemented' });
        return reply(0, this.#setup.securityInfo ?? this.#securityInfo());
      case opcodes.FLASH_BEGIN:
      case opcodes.FLASH_DEFL_BEGIN:
        this.#begin(opcode, body);
        return reply(0);
      case opcodes.FLASH_DATA:
      case opcodes.FLASH_DEFL_DATA:
        this.#data(body.subarray(16));
        return reply(0);
      case opcodes.SPI_FLASH_MD5: {
        const digest = md5Of(this.#range(body));
        return reply(0, this.loader === 'stub' ? Buffer.from(digest, 'hex') : Buffer.from(digest, 'latin1'));
      }
      case opcodes.ERASE_FLASH:
        this.flash.fill(0xff);
        return reply(0);
      case opcodes.ERASE_REGION:
        this.#range(body).fill(0xff);
        return reply(0);
      case opcodes.READ_FLASH_SLOW:
        return reply(0, this.flash.slice(readWord(body, 0), readWord(body, 0) + 64));
      case opcodes.READ_FLASH:
        this.#stream(this.#range(body), readWord(body, 8));
        return reply(0);
      default:
        return reply(0);
    }
  }

  #range(body: Uint8Array): Uint8Array {
    return this.flash.subarray(readWord(body, 0), readWord(body, 0) + readWord(body, 4));
  }

  #readRegister(address: number): number {
    const { base, w0, usr2 } = this.chip.spi;
    if (address === base) return 0;
    const command = (this.#registers.get(base + usr2) ?? 0) & 0xff;
    if (address === base + w0 && command === 0x9f) return this.#setup.jedecId ?? 0x16_40c8;
    if (command === 0x03 && address >= base + w0 && address < base + w0 + 64) {
      const at = ((this.#registers.get(base + 4) ?? 0) >>> 8) + (address - base - w0);
      return readWord(this.flash, at);
    }
    return this.#registers.get(address) ?? 0;
  }

  #securityInfo(): Uint8Array {
    const answer = new Uint8Array(20);
    const view = new DataView(answer.buffer);
    view.setUint32(0, this.#setup.securityFlags ?? 0, true);
    view.setUint32(12, this.chip.imageChipId ?? 0, true);
    return answer;
  }

  #begin(opcode: number, body: Uint8Array): void {
    const at = readWord(body, 12);
    const sectors = Math.ceil(readWord(body, 0) / 0x1000);
    // The ESP8266's ROM erases up to the next 64 KiB border, and then the whole number again.
    const twice = this.chip.id === 'esp8266' && this.loader === 'rom';
    const again = twice ? Math.min(sectors, 16 - (Math.floor(at / 0x1000) % 16)) : 0;
    this.flash.fill(0xff, at, at + (sectors + again) * 0x1000);
    this.#writing = { at, packed: opcode === opcodes.FLASH_DEFL_BEGIN ? [] : null };
  }

  #data(payload: Uint8Array): void {
    const writing = this.#writing;
    if (writing === null)
      throw new AppError('command-refused', { command: 'FLASH_DATA', reason: 'no begin' });
    if (writing.packed !== null) {
      writing.packed.push(payload.slice());
      this.#program(inflateSync(Buffer.concat(writing.packed), { finishFlush: 2 }), writing.at);
      return;
    }
    this.#program(payload, writing.at);
    writing.at += payload.length;
  }

  #program(bytes: Uint8Array, at: number): void {
    for (const [index, byte] of bytes.entries()) {
      const old = this.flash[at + index];
      if (old !== undefined) this.flash[at + index] = old & byte;
    }
  }

  #stream(range: Uint8Array, frameBytes: number): void {
    for (let at = 0; at < range.length; at += frameBytes) this.#frames.push(range.slice(at, at + frameBytes));
    this.#frames.push(new Uint8Array(createHash('md5').update(range).digest()));
  }
}
