import { describe, expect, it } from 'vitest';
import { parseCoreDump } from '../../../src-main/engine/core-dump/parse-core-dump';
import { buildCoreDump } from './build-core-dump';
import { riscvDump, xtensaBinaryDump, xtensaDump } from './sample-dumps';

const changed = (dump: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(dump);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
};

describe('a core dump', () => {
  it('of a RISC-V chip has its tasks with registers and stacks, the one that crashed first', () => {
    const parsed = parseCoreDump(buildCoreDump(riscvDump));
    expect(parsed).toMatchObject({
      format: '1.2 ELF, CRC-32',
      state: 'whole',
      architecture: 'riscv',
      elfSha256: '8b4b908f2',
    });
    expect(parsed.tasks.map(({ name, crashed }) => [name, crashed])).toEqual([
      ['IDLE', true],
      ['main', false],
      ['esp_timer', false],
    ]);
    const [task] = parsed.tasks;
    expect(task).toMatchObject({ tcb: 0x3fc8_eb14, pc: 0x4038_42ca, sp: 0x3fc8_ea70, stackBytes: 160 });
    expect(task?.registers).toMatchObject({
      PC: 0x4038_42ca,
      RA: 0x4038_42ce,
      S0: 0x104,
      A0: 0x106,
      T6: 0x11b,
    });
    expect(Object.keys(task?.registers ?? {})).toHaveLength(32);
    expect(task?.stack.address).toBe(0x3fc8_ea60);
    expect(Buffer.from(task?.stack.bytes ?? []).readUInt32LE(4)).toBe(0xa001);
  });

  it('of an Xtensa chip has its address registers, and why it crashed', () => {
    const parsed = parseCoreDump(buildCoreDump(xtensaDump));
    expect(parsed).toMatchObject({ format: '1.3 ELF, SHA-256', state: 'whole', architecture: 'xtensa' });
    const [main, idle] = parsed.tasks;
    expect(main).toMatchObject({
      name: 'main',
      crashed: true,
      pc: 0x4008_110d,
      sp: 0x3ffb_4e08,
      stackBytes: 128,
    });
    expect(main?.registers).toMatchObject({
      PS: 0x6_0020,
      A0: 0x8008_1234,
      A15: 0x20d,
      SAR: 4,
      EXCCAUSE: 29,
      EXCVADDR: 0x1234,
    });
    expect(idle?.registers).not.toHaveProperty('EXCCAUSE');
  });

  it('in the binary format has the registers of the frames on the stacks', () => {
    const parsed = parseCoreDump(buildCoreDump(xtensaBinaryDump));
    expect(parsed).toMatchObject({
      format: '0.3 binary, CRC-32',
      state: 'whole',
      architecture: 'xtensa',
      elfSha256: null,
    });
    const [main, idle] = parsed.tasks;
    expect(main).toMatchObject({ name: 'main', crashed: true, pc: 0x4008_13e8, sp: 0x3ffb_3cb0 });
    expect(main?.registers).toMatchObject({ A0: 0x8008_5158, EXCCAUSE: 28, EXCVADDR: 0x44 });
    // The window size in the upper bits of a return address is none of the address.
    expect(idle).toMatchObject({ name: 'IDLE0', crashed: false, pc: 0x4008_2670, sp: 0x3ffb_44b0 });
  });

  it.each([
    [[0, 1], '0.1 binary, CRC-32'],
    [[0, 2], '0.2 binary, CRC-32'],
    [[1, 0], '1.0 ELF, CRC-32'],
    [[1, 1], '1.1 ELF, SHA-256'],
    [[1, 2], '1.2 ELF, CRC-32'],
    [[1, 3], '1.3 ELF, SHA-256'],
  ] as const)('of version %j is read', (version, format) => {
    const source = version[0] === 0 ? xtensaBinaryDump : xtensaDump;
    const parsed = parseCoreDump(buildCoreDump({ ...source, version }));
    expect(parsed).toMatchObject({ format, state: 'whole' });
    expect(parsed.tasks.map(({ name }) => name)).toEqual(['main', 'IDLE0']);
  });

  it('is damaged where a single bit differs, anywhere', () => {
    for (const source of [riscvDump, xtensaDump, xtensaBinaryDump]) {
      const dump = buildCoreDump(source);
      for (let at = 8; at < dump.length; at += 5)
        expect(parseCoreDump(changed(dump, at)).state, `byte ${at}`).toBe('damaged');
    }
  });

  it('still gives its tasks where only its checksum does not hold', () => {
    const dump = buildCoreDump(riscvDump);
    expect(parseCoreDump(changed(dump, dump.length - 1))).toMatchObject({
      state: 'damaged',
      tasks: [{ name: 'IDLE' }, { name: 'main' }, { name: 'esp_timer' }],
    });
  });

  it('is damaged where it is cut off, at every byte', () => {
    for (const source of [riscvDump, xtensaBinaryDump]) {
      const dump = buildCoreDump(source);
      for (let length = 0; length < dump.length; length += 7)
        expect(parseCoreDump(dump.subarray(0, length)).state, `${length} bytes`).toBe('damaged');
    }
  });

  it('is whole whatever comes after it, as in its partition', () => {
    const padded = Buffer.concat([buildCoreDump(riscvDump), Buffer.alloc(100, 0xff)]);
    expect(parseCoreDump(padded).state).toBe('whole');
  });

  it('is unsupported where its version is not known', () => {
    const dump = buildCoreDump(riscvDump);
    dump[4] = 9;
    expect(parseCoreDump(dump)).toEqual({
      format: '1.9',
      state: 'unsupported',
      architecture: 'xtensa',
      tasks: [],
      elfSha256: null,
    });
  });

  it('takes the first task for the crashed one where it does not say', () => {
    const parsed = parseCoreDump(buildCoreDump({ ...riscvDump, crashedTcb: 0 }));
    expect(parsed.tasks[0]).toMatchObject({ name: 'main', crashed: true });
  });

  it('takes what was written after the control block for the stack where the stack pointer points nowhere', () => {
    const [task, ...others] = riscvDump.tasks;
    if (task === undefined) throw new Error('no task');
    const lost = { ...task, words: [task.words[0] ?? 0, 0, 0x2000_0000], stackAddress: 0x3fc9_0000 };
    const parsed = parseCoreDump(
      buildCoreDump({ ...riscvDump, tasks: [lost, ...others], crashedTcb: task.tcb }),
    );
    expect(parsed.tasks[0]).toMatchObject({ sp: 0x2000_0000, stack: { address: 0x3fc9_0000 } });
  });
});
