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
  readonly chip: SpiFlashChip;
  send(command: number, address?: number, written?: readonly number[]): void;
  ask(command: number, address: number, sizeBytes: number): number[];
}

function makePins(sizeBytes = 4 * mebibyte): Pins {
  const clock = new VirtualClock();
  const nor = new NorFlash({ store: new MemoryFlashStore(sizeBytes), clock, time: realTime });
  const chip = new SpiFlashChip({
    nor,
    jedecId: 0xc8_4016,
    sfdp: sfdpTable(sizeBytes),
    uniqueId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  });
  return {
    clock,
    nor,
    chip,
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

  it('is enabled for one command by WREN, and shows it', async () => {
    const pins = makePins();
    pins.send(0x06);
    expect(pins.ask(0x05, 0, 1)).toEqual([0x02]);
    pins.send(0x01, 0, [0x1c, 0x02]);
    expect(pins.ask(0x05, 0, 1)).toEqual([0x1d]);
    await pins.clock.run(() => pins.nor.ready());
    expect(pins.ask(0x05, 0, 1)).toEqual([0x1c]);
    expect(pins.ask(0x35, 0, 1)).toEqual([0x02]);
  });

  it('forgets a volatile status when its supply has been off, and keeps a lasting one', async () => {
    const pins = makePins();
    pins.send(0x06);
    pins.send(0x31, 0, [0x02]);
    await pins.clock.run(() => pins.nor.ready());
    pins.send(0x50);
    pins.send(0x01, 0, [0x1c]);
    pins.send(0x50);
    pins.send(0x11, 0, [0x60]);
    expect([pins.ask(0x05, 0, 1), pins.ask(0x35, 0, 1), pins.ask(0x15, 0, 1)]).toEqual([
      [0x1c],
      [0x02],
      [0x60],
    ]);
    pins.chip.powerCycle();
    expect([pins.ask(0x05, 0, 1), pins.ask(0x35, 0, 1), pins.ask(0x15, 0, 1)]).toEqual([[0], [0x02], [0]]);
  });

  it('changes nothing but its status registers after a volatile WREN', () => {
    const pins = makePins();
    pins.send(0x50);
    pins.send(0x02, 0, [0]);
    expect(pins.ask(0x03, 0, 1)).toEqual([0xff]);
  });

  it.each([
    ['the upper quarter', [0x14], [3.5 * mebibyte], [0, 2.9 * mebibyte]],
    ['the lower half', [0x38], [0, 1.9 * mebibyte], [2 * mebibyte, 3.9 * mebibyte]],
    ['all but the lower half', [0x38, 0x40], [2 * mebibyte], [0, 1.9 * mebibyte]],
    ['everything', [0x1c], [0, 2 * mebibyte], []],
  ])('protects %s', async (_, status, protectedAt, openAt) => {
    const pins = makePins();
    pins.send(0x06);
    pins.send(0x01, 0, status);
    await pins.clock.run(() => pins.nor.ready());
    for (const [places, expected] of [
      [protectedAt, 0xff],
      [openAt, 0],
    ] as const)
      for (const place of places) {
        pins.send(0x06);
        pins.send(0x02, Math.floor(place), [0]);
        await pins.clock.run(() => pins.nor.ready());
        expect(pins.ask(0x03, Math.floor(place), 1)).toEqual([expected]);
      }
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

describe('a flash of 32 MB at its pins', () => {
  const place = 17 * mebibyte;

  it('hears three address bytes unless it is told otherwise', async () => {
    const pins = makePins(32 * mebibyte);
    pins.nor.startProgram(place, Uint8Array.of(0x55));
    pins.nor.startProgram(mebibyte, Uint8Array.of(0x66));
    await pins.clock.run(() => pins.nor.ready());
    expect(pins.ask(0x03, place, 1)).toEqual([0x66]);
    expect(pins.ask(0x13, place, 1)).toEqual([0x55]);
    pins.send(0xb7);
    expect(pins.ask(0x03, place, 1)).toEqual([0x55]);
    pins.send(0xe9);
    expect(pins.ask(0x03, place, 1)).toEqual([0x66]);
  });

  it('programs and erases with four', async () => {
    const pins = makePins(32 * mebibyte);
    pins.send(0x06);
    pins.send(0x12, place, [0x0f]);
    await pins.clock.run(() => pins.nor.ready());
    expect(pins.ask(0x0c, place, 1)).toEqual([0x0f]);
    pins.send(0x06);
    pins.send(0x21, place);
    await pins.clock.run(() => pins.nor.ready());
    expect(pins.ask(0x13, place, 1)).toEqual([0xff]);
  });

  it('lists its instructions with four address bytes in its SFDP', () => {
    const header = Buffer.from(makePins(32 * mebibyte).ask(0x5a, 0, 0x18));
    expect(header[6]).toBe(1);
    expect([header[0x10], header[0x17]]).toEqual([0x84, 0xff]);
    expect(Buffer.from(makePins().ask(0x5a, 0, 0x18))[6]).toBe(0);
  });
});
