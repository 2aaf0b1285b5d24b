import { describe, expect, it } from 'vitest';
import { callBefore } from '../../../src-main/files/crash/call-before';
import { ElfCode } from '../../../src-main/files/crash/elf-code';
import type { CrashArchitecture } from '../../../src-shared/model/crash';
import { buildElf } from '../image/build-elf';

const base = 0x4200_0000;

/** A file with these bytes as its code; the address behind them is where a call would return to. */
function returnOver(architecture: CrashArchitecture, ...bytes: readonly number[]): number | null {
  const machine = architecture === 'riscv' ? 243 : 94;
  const data = Uint8Array.from([...bytes, 0, 0, 0, 0]);
  const elf = buildElf({ machine, sections: [{ name: '.text', address: base, data, flags: 6 }] });
  const call = callBefore(new ElfCode(elf), architecture, base + bytes.length);
  return call === null ? null : call - base;
}

describe('the call that returns to an address', () => {
  it.each<[string, readonly number[], number | null]>([
    ['jal ra', [0xef, 0x00, 0x80, 0x00], 0],
    ['jal t0', [0xef, 0x02, 0x80, 0x00], 0],
    ['jalr ra, 0(a5)', [0xe7, 0x80, 0x07, 0x00], 0],
    ['c.jal behind c.nop', [0x01, 0x00, 0x01, 0x20], 2],
    ['c.jalr a5 behind c.nop', [0x01, 0x00, 0x82, 0x97], 2],
    ['c.jalr a5 alone in front of it', [0x82, 0x97], 0],
    ['j, which keeps no return address', [0x6f, 0x00, 0x80, 0x00], null],
    ['jr a5', [0x67, 0x80, 0x07, 0x00], null],
    ['c.jr a5', [0x01, 0x00, 0x82, 0x87], null],
    ['c.ebreak', [0x01, 0x00, 0x02, 0x90], null],
    ['addi', [0x13, 0x01, 0x01, 0xff], null],
    ['nothing', [], null],
  ])('is told on RISC-V from %s', (_, bytes, expected) => {
    expect(returnOver('riscv', ...bytes)).toBe(expected);
  });

  it('is none at an odd address of RISC-V', () => {
    expect(returnOver('riscv', 0, 0xef, 0x00, 0x80, 0x00)).toBeNull();
  });

  it.each<[string, readonly number[], number | null, number | null]>([
    ['call0', [0x05, 0x01, 0x00], 0, 0],
    ['callx0 a2', [0xc0, 0x02, 0x00], 0, 0],
    ['call8', [0x25, 0x12, 0xff], 0, null],
    ['callx8 a10', [0xe0, 0x0a, 0x00], 0, null],
    ['call12', [0x35, 0x00, 0x00], 0, null],
    ['jx a0', [0xa0, 0x00, 0x00], null, null],
    ['ret', [0x80, 0x00, 0x00], null, null],
    ['entry a1, 32', [0x36, 0x41, 0x00], null, null],
  ])('is told on Xtensa from %s, by the windows that the core has', (_, bytes, windowed, plain) => {
    expect(returnOver('xtensa', ...bytes)).toBe(windowed);
    expect(returnOver('xtensa-lx106', ...bytes)).toBe(plain);
  });
});

describe('the code of an ELF file', () => {
  const section = (name: string, address: number, flags: number, type = 1) => ({
    name,
    address,
    data: Uint8Array.of(1, 2, 3, 4),
    flags,
    type,
  });
  const code = new ElfCode(
    buildElf({
      machine: 243,
      sections: [
        section('.flash.text', 0x4200_0000, 6),
        section('.iram0.text', 0x4038_0000, 6),
        section('.dram0.data', 0x3fc8_0000, 3),
        section('.iram0.bss', 0x4039_0000, 6, 8),
      ],
    }),
  );

  it('is found by its address in any of its sections', () => {
    expect(code.bytesAt(0x4200_0001, 2)).toEqual(Uint8Array.of(2, 3));
    expect(code.bytesAt(0x4038_0000, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  it('ends with its section, and is neither data nor what has no contents', () => {
    expect(code.bytesAt(0x4200_0001, 4)).toBeNull();
    expect(code.bytesAt(0x4037_ffff, 1)).toBeNull();
    expect(code.bytesAt(0x3fc8_0000, 1)).toBeNull();
    expect(code.bytesAt(0x4039_0000, 1)).toBeNull();
    expect(code.bytesAt(0, 1)).toBeNull();
    expect(code.bytesAt(0xffff_fffc, 8)).toBeNull();
  });

  it('is empty in a file of data alone', () => {
    expect(new ElfCode(buildElf({ sections: [section('.data', 0x3ffb_0000, 3)] })).isEmpty).toBe(true);
    expect(code.isEmpty).toBe(false);
  });
});
