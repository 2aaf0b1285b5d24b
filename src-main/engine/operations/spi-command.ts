import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { readWord } from '../protocol/words';

/** One command to the SPI flash, sent by the chip's SPI peripheral. */
export interface SpiCommand {
  readonly command: number;
  /** Bits read into W0, at most 32; the first byte from the flash is the lowest one. */
  readonly readBits: number;
  /** 24 bits; null sends none. */
  readonly address?: number | null;
  readonly dummyBits?: number;
  /** Sent after the command, at most 64 bytes. */
  readonly data?: Uint8Array;
}
/** Bits of the USR register: which phases the transfer has. @source golden/wire, *-flash-id */
const usrCommand = 0x8000_0000;
const usrAddress = 0x4000_0000;
const usrDummy = 0x2000_0000;
const usrMiso = 0x1000_0000;
const usrMosi = 0x0800_0000;
/** CMD register: starts a transfer and falls when it is over. */
const startTransfer = 1 << 18;
const commandBits = 8;
const addressBits = 24;
const addressRegOffset = 4;
const wordBytes = 4;
/** A flash command takes microseconds, one look at a register takes milliseconds. */
const maxPolls = 10;

/**
 * Sends one command to the flash and gives back W0 (u32). The peripheral is left as it was found.
 * Throws `flash-not-found` when the transfer does not end.
 */
export async function runSpiCommand(
  session: ChipSession,
  request: SpiCommand,
  { signal }: RunOptions = {},
): Promise<number> {
  const { spi } = session.chip;
  const at = (offset: number): number => spi.base + offset;
  const write = (offset: number, value: number): Promise<void> =>
    session.writeRegister(at(offset), value >>> 0, { signal });
  const hasAddress = request.address !== undefined && request.address !== null;
  const dummyBits = request.dummyBits ?? 0;

  const data = request.data ?? new Uint8Array(0);
  const oldUsr = await session.readRegister(at(spi.usr), signal);
  const oldUsr2 = await session.readRegister(at(spi.usr2), signal);
  if (spi.mosiDlen !== null && data.length > 0) await write(spi.mosiDlen, data.length * 8 - 1);
  if (spi.misoDlen !== null && request.readBits > 0) await write(spi.misoDlen, request.readBits - 1);
  const lengths = spi.misoDlen === null ? miso8266(request.readBits) | mosi8266(data.length * 8) : 0;
  const usr1 = lengths | (dummyBits > 0 ? dummyBits - 1 : 0) | (hasAddress ? (addressBits - 1) << 26 : 0);
  if (usr1 !== 0) await write(spi.usr1, usr1);
  await write(
    spi.usr,
    usrCommand |
      (hasAddress ? usrAddress : 0) |
      (dummyBits > 0 ? usrDummy : 0) |
      (request.readBits > 0 ? usrMiso : 0) |
      (data.length > 0 ? usrMosi : 0),
  );
  await write(spi.usr2, ((commandBits - 1) << 28) | request.command);
  if (hasAddress) {
    const address = request.address ?? 0;
    await write(addressRegOffset, spi.addressMsb ? address << 8 : address);
  }
  for (const [index, word] of wordsOf(data).entries()) await write(spi.w0 + wordBytes * index, word);
  await write(0, startTransfer);
  await waitForEnd(session, signal);
  const value = await session.readRegister(at(spi.w0), signal);
  await write(spi.usr, oldUsr);
  await write(spi.usr2, oldUsr2);
  return value >>> 0;
}

/** The data words; one of zeros where nothing is sent, so that W0 does not keep what an earlier transfer read. */
function wordsOf(data: Uint8Array): readonly number[] {
  const padded = new Uint8Array(Math.max(wordBytes, Math.ceil(data.length / wordBytes) * wordBytes));
  padded.set(data);
  return Array.from({ length: padded.length / wordBytes }, (_, index) => readWord(padded, index * wordBytes));
}

async function waitForEnd(session: ChipSession, signal: RunOptions['signal']): Promise<void> {
  for (let polls = 0; polls < maxPolls; polls++) {
    const command = await session.readRegister(session.chip.spi.base, signal);
    if ((command & startTransfer) === 0) return;
  }
  throw new AppError('flash-not-found', { id: 'no answer' });
}

/** The ESP8266 has the numbers of bits to read and to write in USR1, not in registers of their own. */
function miso8266(readBits: number): number {
  return readBits > 0 ? (readBits - 1) << 8 : 0;
}

function mosi8266(writeBits: number): number {
  return writeBits > 0 ? (writeBits - 1) << 17 : 0;
}

/** Plain read of a 25-series flash: 24 address bits, no dummy bits. */
export const flashReadCommand = 0x03;

/** What a register of the peripheral held before. */
type FoundRegister = readonly [registerOffset: number, value: number];

/**
 * The SPI peripheral set up once for many reads of up to 64 bytes: its sixteen data words hold what a transfer read.
 * `close` leaves it as it was found.
 */
export class SpiWindow {
  static readonly sizeBytes = 64;
  readonly #session: ChipSession;
  readonly #run: RunOptions;
  readonly #found: readonly FoundRegister[];

  private constructor(session: ChipSession, run: RunOptions, found: readonly FoundRegister[]) {
    this.#session = session;
    this.#run = run;
    this.#found = found;
  }

  static async open(session: ChipSession, command: number, run: RunOptions): Promise<SpiWindow> {
    const { spi } = session.chip;
    const { signal } = run;
    const readBits = SpiWindow.sizeBytes * 8;
    const setup = [
      [spi.usr1, (spi.misoDlen === null ? miso8266(readBits) : 0) | ((addressBits - 1) << 26)],
      [spi.usr, usrCommand | usrAddress | usrMiso],
      [spi.usr2, ((commandBits - 1) << 28) | command],
      ...(spi.misoDlen === null ? [] : [[spi.misoDlen, readBits - 1] as const]),
    ] as const;
    const found: FoundRegister[] = [];
    for (const [register] of setup)
      found.push([register, await session.readRegister(spi.base + register, signal)]);
    for (const [register, value] of setup)
      await session.writeRegister(spi.base + register, value >>> 0, { signal });
    return new SpiWindow(session, run, found);
  }

  /** Bytes from a flash offset below 16 MiB, at most 64. */
  async read(offset: number, sizeBytes: number): Promise<Uint8Array> {
    const { spi } = this.#session.chip;
    const { signal } = this.#run;
    const address = (spi.addressMsb ? offset << 8 : offset) >>> 0;
    await this.#session.writeRegister(spi.base + addressRegOffset, address, { signal });
    await this.#session.writeRegister(spi.base, startTransfer, { signal });
    await waitForEnd(this.#session, signal);
    const words = new DataView(new ArrayBuffer(SpiWindow.sizeBytes));
    for (let at = 0; at < sizeBytes; at += wordBytes)
      words.setUint32(at, await this.#session.readRegister(spi.base + spi.w0 + at, signal), true);
    return new Uint8Array(words.buffer, 0, sizeBytes);
  }

  async close(): Promise<void> {
    const { base } = this.#session.chip.spi;
    for (const [register, value] of this.#found)
      await this.#session.writeRegister(base + register, value, { signal: this.#run.signal });
  }
}
