import { describe, expect, it } from 'vitest';
import { MemoryFlashStore } from '../../../src-main/simulator/flash/memory-flash-store';
import { NorFlash } from '../../../src-main/simulator/flash/nor-flash';
import { sfdpTable } from '../../../src-main/simulator/flash/sfdp-table';
import { SpiFlashChip } from '../../../src-main/simulator/flash/spi-flash-chip';
import { realTime } from '../../../src-main/simulator/time-model';
import { VirtualClock } from '../../support/virtual-clock';
import { mebibyte } from './open-board';

interface Pins {
  readonly clock: VirtualClock;
  readonly nor: NorFlash;
  send(command: number, address?: number, written?: readonly number[]): void;
  ask(command: number, address: number, sizeBytes: number): number[];
}

function makePins(): Pins {
  const clock = new VirtualClock();
  const nor = new NorFlash({ store: new MemoryFlashStore(4 * mebibyte), clock, time: realTime });
  const chip = new SpiFlashChip({
    nor,
    jedecId: 0xc8_4016,
    sfdp: sfdpTable(4 * mebibyte),
    uniqueId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  });
  return {
    clock,
    nor,
    send: (command, address = 0, written = []) =>
      void chip.transfer({ command, address, written: Uint8Array.from(written), readSizeBytes: 0 }),
    ask: (command, address, readSizeBytes) => [
      ...chip.transfer({ command, address, written: new Uint8Array(0), readSizeBytes }),
    ],
  };
}

describe('the flash at its pins', () => {
  it('gives its JEDEC id and its unique id', () => {
    const pins = makePins();
    expect(pins.ask(0x9f, 0, 3)).toEqual([0xc8, 0x40, 0x16]);
    expect(pins.ask(0x4b, 0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('names its size in bits, less one, in its SFDP table', () => {
    const pins = makePins();
    expect(String.fromCharCode(...pins.ask(0x5a, 0, 4))).toBe('SFDP');
    const [tableAt = 0] = pins.ask(0x5a, 12, 1);
    const density = Buffer.from(pins.ask(0x5a, tableAt + 4, 4)).readUInt32LE(0);
    expect(density).toBe(4 * mebibyte * 8 - 1);
  });

  it('changes nothing without WREN before it', () => {
    const pins = makePins();
    pins.send(0x02, 0x10, [0]);
    pins.send(0x01, 0, [0x1c]);
    expect(pins.ask(0x03, 0x10, 1)).toEqual([0xff]);
    expect(pins.ask(0x05, 0, 1)).toEqual([0]);
  });

  it('is enabled for one command by WREN, and shows it', () => {
    const pins = makePins();
    pins.send(0x06);
    expect(pins.ask(0x05, 0, 1)).toEqual([0x02]);
    pins.send(0x01, 0, [0x1c, 0x02]);
    expect(pins.ask(0x05, 0, 1)).toEqual([0x1c]);
    expect(pins.ask(0x35, 0, 1)).toEqual([0x02]);
  });

  it('hears only the question for its status while it erases', async () => {
    const pins = makePins();
    pins.nor.startProgram(0x2000, Uint8Array.of(0x55));
    await pins.clock.run(() => pins.nor.ready());
    pins.send(0x06);
    pins.send(0x20, 0x2000);
    expect(pins.ask(0x05, 0, 1)).toEqual([0x01]);
    expect(pins.ask(0x9f, 0, 3)).toEqual([0, 0, 0]);
    await pins.clock.run(() => pins.nor.ready());
    expect(pins.ask(0x05, 0, 1)).toEqual([0]);
    expect(pins.ask(0x03, 0x2000, 1)).toEqual([0xff]);
  });
});
