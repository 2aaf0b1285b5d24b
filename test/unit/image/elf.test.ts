import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseElf } from '../../../src-main/engine/image/elf';
import { golden, withoutGolden } from '../../support/golden';
import { buildElf } from './build-elf';
import { patternBytes } from './build-image';

const sections = [
  { name: '.iram0.text', address: 0x4008_0000, data: patternBytes(100, 1), flags: 6 },
  { name: '.dram0.bss', address: 0x3ffb_1000, data: new Uint8Array(0), type: 8, flags: 3 },
  { name: '.comment', address: 0, data: patternBytes(20, 2), flags: 0 },
];

describe('an ELF file', () => {
  it('tells its machine, its entry, its sections and its program headers', () => {
    const elf = parseElf(buildElf({ sections, entryPoint: 0x4008_0010, withProgramHeaders: true }));
    expect(elf.machine).toBe('xtensa');
    expect(elf.entryPoint).toBe(0x4008_0010);
    expect(elf.sections.map(({ name }) => name)).toEqual([
      '',
      '.iram0.text',
      '.dram0.bss',
      '.comment',
      '.shstrtab',
    ]);
    expect(elf.sections[1]).toMatchObject({ address: 0x4008_0000, flags: 6, data: sections[0]?.data });
    expect(elf.programHeaders[0]).toMatchObject({ physicalAddress: 0x4008_0000, data: sections[0]?.data });
    expect(parseElf(buildElf({ sections, machine: 243 })).machine).toBe('riscv');
  });

  it('copies no contents: its sections are views of the file', () => {
    const bytes = buildElf({ sections });
    for (const { data } of parseElf(bytes).sections)
      if (data.length > 0) expect(data.buffer).toBe(bytes.buffer);
  });

  it('takes nothing from the file for what only takes memory, whatever size it claims', () => {
    const bytes = buildElf({ sections });
    const table = new DataView(bytes.buffer).getUint32(32, true);
    new DataView(bytes.buffer).setUint32(table + 2 * 40 + 20, 0xffff_fff0, true);
    expect(parseElf(bytes).sections[2]?.data).toHaveLength(0);
  });

  const broken = (change: (view: DataView) => void): Uint8Array => {
    const bytes = buildElf({ sections, withProgramHeaders: true });
    change(new DataView(bytes.buffer));
    return bytes;
  };
  it.each([
    ['nothing', new Uint8Array(0), /does not start/],
    ['no ELF file', patternBytes(1000, 3), /does not start/],
    ['a header cut off', buildElf({ sections }).subarray(0, 40), /ends within its header/],
    ['64 bits', broken((view) => view.setUint8(4, 2)), /32-bit/],
    ['big-endian', broken((view) => view.setUint8(5, 2)), /32-bit little-endian/],
    ['another machine', broken((view) => view.setUint16(18, 62, true)), /machine 62/],
    ['sections past its end', broken((view) => view.setUint32(32, 0xffff_ff00, true)), /section table/],
    ['too many sections', broken((view) => view.setUint16(48, 0xffff, true)), /section table/],
    ['sections too small', broken((view) => view.setUint16(46, 8, true)), /size of a section/],
    ['no names', broken((view) => view.setUint16(50, 99, true)), /table of names/],
    [
      'contents past its end',
      broken((view) => view.setUint32(52 + 16, 0x1000_0000, true)),
      /program header 0/,
    ],
  ])('with %s is refused with the reason', (_, bytes, reason) => {
    expect(() => parseElf(bytes, 'app.elf')).toThrow(reason);
    expect(() => parseElf(bytes, 'app.elf')).toThrow(
      expect.objectContaining({ code: 'elf-invalid' }) as Error,
    );
  });

  it.skipIf(withoutGolden)('of a real build has what its tools say', () => {
    const elf = parseElf(readFileSync(golden('files', 'esp32-bootloader.elf')));
    expect(elf.sections).toHaveLength(20);
    expect(elf.entryPoint).toBe(0x4009_8118);
    const text = elf.sections.find(({ name }) => name === '.iram_pool_1.text');
    expect([text?.address, text?.data.length]).toEqual([0x4007_8000, 0xaa1]);
  });
});
