import { crc32 } from 'node:zlib';
import { chips } from '../../engine/chips/registry';
import type { BoardFacts } from '../board-spec';
import { architectureOf } from '../architecture';
import { riscvCrash, xtensaCrash } from './crash-facts';

/** One task as it is dumped. */
interface TaskImage {
  readonly tcb: number;
  readonly name: string;
  readonly stackAddress: number;
  readonly stack: Buffer;
  readonly registers: Buffer;
}

const machines = { riscv: 243, xtensa: 94 } as const;
const headerBytes = 24;
const elfHeaderBytes = 52;
const programHeaderBytes = 32;
const checksumBytes = 4;
/** ELF, with a CRC-32. */
const version = 0x0102;
const tcbBytes = 352;
/** Of the name in the control block. @source FreeRTOS-Kernel, tasks.c, TCB_t */
const tcbNameOffset = 52;
const tcbStackOffset = 48;
const noteTypes = { registers: 1, version: 8266, extra: 677 } as const;

/**
 * A core dump of two tasks, the first of which has crashed, in the pieces in which it is written.
 * @source ESP-IDF documentation, "Core Dump" and components/espcoredump (Apache-2.0)
 */
export function coreDumpPieces(facts: BoardFacts): readonly Buffer[] {
  const isRiscv = architectureOf(facts.chip) === 'riscv';
  const tasks = isRiscv ? riscvTasks() : xtensaTasks();
  const [first] = tasks;
  const elf = elfPieces(isRiscv ? machines.riscv : machines.xtensa, [
    notes(tasks.map(registerNote)),
    ...tasks.flatMap((task) => [memory(task.tcb, controlBlock(task)), memory(task.stackAddress, task.stack)]),
    notes(infoNotes(facts, first?.tcb ?? 0, isRiscv)),
  ]);
  const elfBytes = elf.reduce((sum, { length }) => sum + length, 0);
  const chipId = chips[facts.chip].imageChipId ?? 0;
  const header = words(
    headerBytes + elfBytes + checksumBytes,
    (chipId << 16) | version,
    tasks.length,
    tcbBytes,
    0,
    facts.revision,
  );
  const pieces = [header, ...elf];
  return [...pieces, words(crc32(Buffer.concat(pieces)))];
}

interface Segment {
  readonly type: number;
  readonly address: number;
  readonly bytes: Buffer;
}

/** PT_LOAD and PT_NOTE. */
const memory = (address: number, bytes: Buffer): Segment => ({ type: 1, address, bytes });
const notes = (all: readonly Buffer[]): Segment => ({ type: 4, address: 0, bytes: Buffer.concat(all) });

function elfPieces(machine: number, segments: readonly Segment[]): readonly Buffer[] {
  const header = Buffer.alloc(elfHeaderBytes);
  header.write('\u007fELF\u0001\u0001\u0001', 'latin1');
  // A core file, for this machine.
  header.writeUInt16LE(4, 16);
  header.writeUInt16LE(machine, 18);
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(elfHeaderBytes, 28);
  header.writeUInt16LE(elfHeaderBytes, 40);
  header.writeUInt16LE(programHeaderBytes, 42);
  header.writeUInt16LE(segments.length, 44);
  header.writeUInt16LE(40, 46);
  let offset = elfHeaderBytes + segments.length * programHeaderBytes;
  const headers = segments.map(({ type, address, bytes: { length } }) => {
    // Readable and writable, nothing aligned.
    const entry = words(type, offset, address, address, length, length, 6, 0);
    offset += length;
    return entry;
  });
  return [header, ...headers, ...segments.map(({ bytes }) => bytes)];
}

/** Name and contents padded to words. */
function note(name: string, type: number, contents: Buffer): Buffer {
  const nameBytes = padded(Buffer.from(`${name}\0`, 'latin1'));
  return Buffer.concat([words(nameBytes.length, contents.length, type), nameBytes, padded(contents)]);
}

function registerNote({ registers }: TaskImage): Buffer {
  return note('CORE', noteTypes.registers, registers);
}

function infoNotes(facts: BoardFacts, crashedTcb: number, isRiscv: boolean): readonly Buffer[] {
  const info = Buffer.alloc(72);
  words(((chips[facts.chip].imageChipId ?? 0) << 16) | version).copy(info);
  info.write(digestOf(isRiscv), 4, 'latin1');
  const { EXCCAUSE: cause = 0, EXCVADDR: address = 0 } = xtensaCrash.registers;
  // On Xtensa pairs of special register and value follow. @source Xtensa ISA: 232 EXCCAUSE, 238 EXCVADDR
  const extra = isRiscv ? words(crashedTcb) : words(crashedTcb, 232, cause, 238, address, ...noPairs);
  return [
    note('ESP_CORE_DUMP_INFO', noteTypes.version, info.subarray(0, 70)),
    note('ESP_EXTRA_INFO', noteTypes.extra, extra),
  ];
}

const noPairs = new Array<number>(32).fill(0);

const digestOf = (isRiscv: boolean): string => (isRiscv ? riscvCrash : xtensaCrash).elfSha256.slice(0, 9);

function controlBlock({ name, stackAddress }: TaskImage): Buffer {
  const block = Buffer.alloc(tcbBytes);
  block.writeUInt32LE(stackAddress, 0);
  block.writeUInt32LE(stackAddress, tcbStackOffset);
  block.write(name.slice(0, 15), tcbNameOffset, 'latin1');
  return block;
}

const idleStackBytes = 160;

/** Program counter first, then x1 to x31. */
const riscvOrder = Object.keys(riscvCrash.registers).slice(0, 32);

function riscvTasks(): readonly TaskImage[] {
  const { registers, stack } = riscvCrash;
  const crashed = riscvOrder.map((name) => registers[name] ?? 0);
  const idleStack = 0x3fc9_2f00;
  const idle = riscvOrder.map((name) => (name === 'SP' ? idleStack : name === 'MEPC' ? 0x4038_6a1c : 0));
  return [
    {
      tcb: 0x3fc9_0a10,
      name: 'main',
      stackAddress: stack.address,
      stack: padded(Buffer.from(stack.hex, 'hex')),
      registers: riscvStatus(crashed, 0x3fc9_0a10),
    },
    {
      tcb: 0x3fc9_0c40,
      name: 'IDLE',
      stackAddress: idleStack,
      stack: Buffer.alloc(idleStackBytes),
      registers: riscvStatus(idle, 0x3fc9_0c40),
    },
  ];
}

/** Of the 204 bytes, debuggers look at the process number and at the registers. */
function riscvStatus(registers: readonly number[], tcb: number): Buffer {
  const status = Buffer.alloc(204);
  status.writeUInt32LE(tcb, 24);
  words(...registers).copy(status, 72);
  return status;
}

function xtensaTasks(): readonly TaskImage[] {
  const { registers } = xtensaCrash;
  const stackAddress = windowedStackStart();
  const idleStack = 0x3ffb_7a40;
  return [
    {
      tcb: 0x3ffb_8a10,
      name: 'main',
      stackAddress,
      stack: windowedStack(),
      registers: xtensaStatus(registers, 0x3ffb_8a10),
    },
    {
      tcb: 0x3ffb_8c40,
      name: 'IDLE',
      stackAddress: idleStack,
      stack: Buffer.alloc(idleStackBytes),
      registers: xtensaStatus({ PC: 0x4008_6a1c, PS: 0x0006_0e20, A1: idleStack }, 0x3ffb_8c40),
    },
  ];
}

const saveAreaBytes = 32;

/**
 * The stack of the crashed task: below each frame, return address and stack pointer of its caller.
 * @source Xtensa ISA, windowed call ABI: what a window overflow saves
 */
function windowedStack(): Buffer {
  const { backtrace } = xtensaCrash;
  const start = windowedStackStart();
  const stack = Buffer.alloc((backtrace.at(-1)?.[1] ?? start) + saveAreaBytes - start);
  for (const [index, [, sp]] of backtrace.entries()) {
    const caller = backtrace[index + 1];
    const above = backtrace[index + 2];
    stack.writeUInt32LE(above ? returnAddress(above[0]) : 0, sp - start - 16);
    stack.writeUInt32LE(caller ? caller[1] : 0, sp - start - 12);
  }
  return stack;
}

function windowedStackStart(): number {
  return (xtensaCrash.backtrace[0]?.[1] ?? 0) - saveAreaBytes;
}

/** As CALL8 leaves it; a backtrace shows the call itself, three bytes before. */
function returnAddress(pc: number): number {
  return (((pc + 3) & 0x3fff_ffff) | 0x8000_0000) >>> 0;
}

const windowRegisters = 64;

/** Process status, then PC, PS, loop registers, SAR and the register windows. */
function xtensaStatus(registers: Readonly<Record<string, number>>, tcb: number): Buffer {
  const status = Buffer.alloc(72);
  status.writeUInt32LE(tcb, 24);
  const value = (name: string): number => registers[name] ?? 0;
  const special = ['PC', 'PS', 'LBEG', 'LEND', 'LCOUNT', 'SAR'].map(value);
  const address = Array.from({ length: 16 }, (_, index) => value(`A${index}`));
  const windows = [...address, ...new Array<number>(windowRegisters - address.length).fill(0)];
  return Buffer.concat([status, words(...special, 0, 0, ...new Array<number>(56).fill(0), ...windows, 0)]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4);
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
