import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { SpiFlashChip } from '../flash/spi-flash-chip';
import type { RegisterBus } from './register-bus';

const userCommand = 1 << 18;
const dataWords = 16;

/** Bits of SPI_USER: which phases a transfer has. */
const phase = { command: 0x8000_0000, address: 0x4000_0000, read: 0x1000_0000, write: 0x0800_0000 };

export interface SpiControllerOptions {
  readonly chip: ChipSpec;
  readonly bus: RegisterBus;
  readonly flash: SpiFlashChip;
  /** Whether the pins are connected to the flash: the ROM does that at SPI_ATTACH, the stub when it starts. */
  readonly reachable: () => boolean;
}

/** The SPI controller in "user" mode: writing bit 18 of SPI_CMD makes the transfer that the other registers describe. */
export function installSpiController({ chip, bus, flash, reachable }: SpiControllerOptions): void {
  const { base } = chip.spi;
  bus.hook(base, {
    read: () => 0,
    onWrite: (value) => {
      if (value & userCommand) transfer({ chip, bus, flash, reachable });
    },
  });
}

function transfer({ chip, bus, flash, reachable }: SpiControllerOptions): void {
  const { base, usr, usr1, usr2, w0 } = chip.spi;
  const user = bus.peek(base + usr);
  const has = (bit: number): boolean => (user & bit) !== 0;
  const { readBits, writeBits } = lengthsOf(chip, bus);
  const readSizeBytes = has(phase.read) ? Math.min(readBits >> 3, dataWords * 4) : 0;
  if (!has(phase.command)) return;
  const answer = reachable()
    ? flash.transfer({
        command: bus.peek(base + usr2) & 0xff,
        address: has(phase.address) ? addressOf(chip, bus.peek(base + 4), bus.peek(base + usr1)) : 0,
        written: has(phase.write) ? readWords(bus, base + w0, writeBits >> 3) : new Uint8Array(0),
        readSizeBytes,
      })
    : // Pins that nothing drives are pulled up.
      new Uint8Array(readSizeBytes).fill(0xff);
  bus.load(base + w0, answer);
}

/** Bit lengths of the data phases, which the registers hold less one. */
function lengthsOf(chip: ChipSpec, bus: RegisterBus): { readBits: number; writeBits: number } {
  const { base, usr1, mosiDlen, misoDlen } = chip.spi;
  if (mosiDlen !== null && misoDlen !== null)
    return { readBits: bus.peek(base + misoDlen) + 1, writeBits: bus.peek(base + mosiDlen) + 1 };
  const lengths = bus.peek(base + usr1);
  return { readBits: ((lengths >>> 8) & 0x1ff) + 1, writeBits: ((lengths >>> 17) & 0x1ff) + 1 };
}

function addressOf(chip: ChipSpec, register: number, lengths: number): number {
  const bits = (lengths >>> 26) + 1;
  return chip.spi.addressMsb ? register >>> (32 - bits) : register % 2 ** bits;
}

function readWords(bus: RegisterBus, address: number, sizeBytes: number): Uint8Array {
  const words = new Uint8Array(dataWords * 4);
  const view = new DataView(words.buffer);
  for (let index = 0; index < dataWords; index++)
    view.setUint32(index * 4, bus.peek(address + index * 4), true);
  return words.subarray(0, Math.min(sizeBytes, words.length));
}
