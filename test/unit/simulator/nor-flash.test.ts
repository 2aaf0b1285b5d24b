import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileFlashStore } from '../../../src-main/simulator/flash/file-flash-store';
import type { FlashStore } from '../../../src-main/simulator/flash/flash-store';
import { MemoryFlashStore } from '../../../src-main/simulator/flash/memory-flash-store';
import { NorFlash, type FlashFaults } from '../../../src-main/simulator/flash/nor-flash';
import { fastTime, realTime } from '../../../src-main/simulator/time-model';
import { VirtualClock } from '../../support/virtual-clock';

const sizeBytes = 0x10_0000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-flash-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stores: readonly (readonly [string, () => FlashStore])[] = [
  ['in memory', () => new MemoryFlashStore(sizeBytes)],
  ['in a file', () => new FileFlashStore(path.join(folder, 'flash.bin'), sizeBytes)],
];

describe.each(stores)('a flash kept %s', (_, makeStore) => {
  const make = (faults: FlashFaults = {}): NorFlash =>
    new NorFlash({ store: makeStore(), clock: new VirtualClock(), time: fastTime, faults });

  it('reads 0xFF where nothing was written', () => {
    expect([...make().read(0x1234, 4)]).toEqual([0xff, 0xff, 0xff, 0xff]);
  });

  it('only clears bits when it is programmed', () => {
    const flash = make();
    flash.startProgram(0x100, Uint8Array.of(0xf0));
    flash.startProgram(0x100, Uint8Array.of(0x3c));
    expect([...flash.read(0x100, 1)]).toEqual([0x30]);
  });

  it('erases the whole sector and nothing beside it', () => {
    const flash = make();
    flash.startProgram(0x0fff, Uint8Array.of(1, 2, 3));
    flash.startProgram(0x1fff, Uint8Array.of(4, 5));
    flash.startErase(0x1800, 0x1000);
    expect([...flash.read(0x0fff, 3)]).toEqual([1, 0xff, 0xff]);
    expect([...flash.read(0x1fff, 2)]).toEqual([0xff, 5]);
  });

  it('erases the whole chip', () => {
    const flash = make();
    flash.startProgram(0xf_0000, Uint8Array.of(0));
    flash.startChipErase();
    expect(flash.isBlank(0, sizeBytes)).toBe(true);
  });

  it('comes round to its start past its end', () => {
    const flash = make();
    flash.startProgram(sizeBytes - 1, Uint8Array.of(7, 8));
    expect([...flash.read(0, 1)]).toEqual([8]);
    expect([...flash.read(2 * sizeBytes - 1, 2)]).toEqual([7, 8]);
  });

  it('keeps a stuck bit whatever is programmed', () => {
    const flash = make({ stuckBits: [{ offset: 0x20, bit: 3, value: 1 }] });
    flash.startProgram(0x1f, Uint8Array.of(0, 0, 0));
    expect([...flash.read(0x1f, 3)]).toEqual([0, 8, 0]);
  });

  it('refuses to erase the sector that is bad', () => {
    const flash = make({ eraseRefused: { offset: 0x3000 } });
    flash.startProgram(0x3000, Uint8Array.of(0));
    expect(flash.startErase(0x2000, 0x1000)).toBe(true);
    expect(flash.startErase(0x3000, 0x1000)).toBe(false);
    expect([...flash.read(0x3000, 1)]).toEqual([0]);
  });

  it('ignores everything while it is write-protected', () => {
    const flash = make({ writeProtected: true });
    flash.startProgram(0, Uint8Array.of(0));
    expect([...flash.read(0, 1)]).toEqual([0xff]);
  });
});

describe('a flash', () => {
  it('is busy for 45 ms when it erases a sector', async () => {
    const clock = new VirtualClock();
    const flash = new NorFlash({ store: new MemoryFlashStore(sizeBytes), clock, time: realTime });
    await clock.run(async () => {
      flash.startErase(0, 0x1000);
      expect(flash.busy).toBe(true);
      await flash.ready();
    });
    expect(flash.busy).toBe(false);
    expect(clock.now()).toBe(45);
  });

  it('leaves a plain image in its file, as long as what was written', () => {
    const file = path.join(folder, 'image.bin');
    const store = new FileFlashStore(file, sizeBytes);
    store.write(0x10, Uint8Array.of(1, 2));
    store.close();
    const image = readFileSync(file);
    expect([...image]).toEqual([...new Array<number>(16).fill(0xff), 1, 2]);
    const again = new FileFlashStore(file, sizeBytes);
    expect([...again.read(0x0f, 4)]).toEqual([0xff, 1, 2, 0xff]);
    again.close();
  });
});
