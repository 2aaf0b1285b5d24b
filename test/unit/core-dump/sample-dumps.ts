import type { BuiltDump, BuiltTask } from './build-core-dump';

const count = (length: number, from: number): number[] => Array.from({ length }, (_, index) => from + index);

/** PC, RA, SP, … in the order of the note. */
const riscvTask = (tcb: number, name: string, pc: number, stackAddress: number): BuiltTask => ({
  tcb,
  name,
  words: [pc, pc + 4, stackAddress + 16, 0x3fc8_a600, ...count(28, 0x100)],
  stackAddress,
  stackWords: count(40, 0xa000),
});

export const riscvDump: BuiltDump = {
  chipId: 5,
  version: [1, 2],
  tasks: [
    riscvTask(0x3fc8_e3bc, 'main', 0x4038_0860, 0x3fc8_e160),
    riscvTask(0x3fc8_eb14, 'IDLE', 0x4038_42ca, 0x3fc8_ea60),
    riscvTask(0x3fc8_f8f0, 'esp_timer', 0x4038_424e, 0x3fc8_f700),
  ],
  crashedTcb: 0x3fc8_eb14,
  elfSha256: '8b4b908f2',
};

/** pc, ps, loop registers, sar, window, 56 words for nothing, a0 … a63. */
const xtensaTask = (tcb: number, name: string, pc: number, stackAddress: number): BuiltTask => ({
  tcb,
  name,
  words: [
    pc,
    0x6_0020,
    1,
    2,
    3,
    4,
    0,
    0,
    ...count(56, 0),
    0x8008_1234,
    stackAddress + 8,
    ...count(62, 0x200),
  ],
  stackAddress,
  stackWords: count(32, 0xb000),
});

export const xtensaDump: BuiltDump = {
  chipId: 0,
  version: [1, 3],
  tasks: [
    xtensaTask(0x3ffa_fba0, 'main', 0x4008_110d, 0x3ffb_4e00),
    xtensaTask(0x3ffa_fcf8, 'IDLE0', 0x4008_5921, 0x3ffb_55f0),
  ],
  extraRegisters: [
    [232, 29],
    [238, 0x1234],
  ],
  elfSha256: '1b43c5e74',
};

/** An exception frame on the stack of the one, the frame of a task that waits on that of the other. */
export const xtensaBinaryDump: BuiltDump = {
  chipId: 0,
  version: [0, 3],
  tasks: [
    {
      tcb: 0x3ffa_faf0,
      name: 'main',
      words: [
        0xdead_beef,
        0x4008_13e8,
        0x6_0f30,
        0x8008_5158,
        0x3ffb_3cb0,
        ...count(14, 0x300),
        10,
        28,
        0x44,
        0,
        0,
        0,
      ],
      stackAddress: 0x3ffb_3bf0,
      stackWords: count(20, 0xc000),
    },
    {
      tcb: 0x3ffa_fc54,
      name: 'IDLE0',
      words: [0, 0x8008_2670, 0x5_0030, 0, 0x8008_58d4, 0x3ffb_44b0, 1, 2],
      stackAddress: 0x3ffb_43f0,
      stackWords: count(20, 0xd000),
    },
  ],
};
