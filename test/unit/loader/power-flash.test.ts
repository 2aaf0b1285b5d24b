import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../../src-shared/model/chip';
import { chips } from '../../../src-main/engine/chips/registry';
import { powerFlash } from '../../../src-main/engine/loader/power-flash';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { VirtualClock } from '../../support/virtual-clock';

const revisionReg = 0x5012_d04c;
const poweredByRomReg = 0x5012_d034;
const padGroup = 0x5011_010c;
const regulator = 0x5011_51b8;
const regulatorAnalog = 0x5011_51bc;
const forceOn = 0x5011_53fc;

/** Major in bits 5:4, minor in bits 3:0. */
const revisionWords: Readonly<Record<number, number>> = { 100: 0x10, 300: 0x30, 301: 0x31, 302: 0x32 };

async function powered(revision: number, registers: ReadonlyMap<number, number>, chip: ChipId = 'esp32p4') {
  const clock = new VirtualClock();
  const state = new Map([...registers, [revisionReg, revisionWords[revision] ?? 0]]);
  const written: number[] = [];
  let reads = 0;
  const session = {
    chip: chips[chip],
    context: { clock, compute: inlineCompute, trace: () => undefined },
    readRegister: async (address: number) => {
      reads++;
      return state.get(address) ?? 0;
    },
    writeRegister: async (address: number, value: number, { mask = 0xffff_ffff } = {}) => {
      written.push(address);
      state.set(address, (((state.get(address) ?? 0) & ~mask) | (value & mask)) >>> 0);
    },
  };
  await clock.run(() => powerFlash(session));
  return { state, written, reads, elapsedMs: clock.now() };
}

describe('powerFlash', () => {
  it('switches the supply on where the revision leaves it off, and lets go of what it held meanwhile', async () => {
    const { state, elapsedMs } = await powered(301, new Map([[regulator, 0x7f80_0001]]));
    expect(state.get(padGroup)).toBe(1);
    expect(state.get(forceOn)).toBe(3);
    expect(state.get(regulatorAnalog)).toBe(0);
    // The target is that of the eFuses, what else is in the register stays.
    expect(state.get(regulator)).toBe(1);
    expect(elapsedMs).toBeGreaterThanOrEqual(12);
  });

  it('does the same with the next revision, unless its ROM does it', async () => {
    expect((await powered(302, new Map())).state.get(forceOn)).toBe(3);
  });

  it('takes back what the ROM has forced on, and touches nothing else', async () => {
    const { state, written } = await powered(
      302,
      new Map([
        [poweredByRomReg, 0x0001_0000],
        [forceOn, 0x103],
      ]),
    );
    expect(state.get(forceOn)).toBe(0x100);
    expect(written).toEqual([forceOn]);
  });

  it.each([100, 300])('leaves revision %s alone', async (revision) => {
    expect((await powered(revision, new Map())).written).toEqual([]);
  });

  it('asks no other chip anything', async () => {
    const { reads, written } = await powered(301, new Map(), 'esp32s3');
    expect([reads, written]).toEqual([0, []]);
  });
});
