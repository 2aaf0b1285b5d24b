import { parseElf, type ElfFile } from '../image/elf';
import {
  crashedFirst,
  dumpedTask,
  readTaskName,
  stackPointerOf,
  type DumpContents,
  type DumpedMemory,
  type DumpedTask,
} from './dumped-task';
import { readElfNotes, type ElfNote } from './elf-notes';
import { readRiscvRegisters, readXtensaNoteRegisters } from './task-registers';

const segmentTypeLoad = 1;
const segmentTypeNote = 4;

/** Types of notes; the first is NT_PRSTATUS. @source ESP-IDF, espcoredump/src/core_dump_elf.c */
const noteTypes = { registers: 1, versionInfo: 8266, extraInfo: 677 } as const;

/** Of prstatus: the task's control block stands where the process id belongs, the registers follow. */
const taskAt = 24;
const registersAt = 72;
const mostTasks = 256;

/** Indexes of special registers in the extra information. @source Xtensa ISA reference, special registers */
const specialRegisters: Readonly<Record<number, string>> = { 232: 'EXCCAUSE', 238: 'EXCVADDR' };

/** Null where it is no ELF file, or one that is cut off. */
export function readElfDump(data: Uint8Array): DumpContents | null {
  const elf = tryElf(data);
  if (elf === null) return null;
  const memory = elf.programHeaders
    .filter(({ type }) => type === segmentTypeLoad)
    .map(({ virtualAddress, data: bytes }): DumpedMemory => ({ address: virtualAddress, bytes }));
  const notes = elf.programHeaders
    .filter(({ type }) => type === segmentTypeNote)
    .flatMap((segment) => readElfNotes(segment.data));
  const extra = readExtraInfo(notes);
  const registerNotes = notes.filter(
    ({ type, description }) => type === noteTypes.registers && description.length > registersAt,
  );
  const tasks = registerNotes
    .slice(0, mostTasks)
    .map((note, index) => readTask(note, index, elf.machine, memory, extra));
  return { architecture: elf.machine, tasks: crashedFirst(tasks), elfSha256: readElfSha256(notes) };
}

function tryElf(data: Uint8Array): ElfFile | null {
  try {
    return parseElf(data, 'core dump');
  } catch {
    // The only thing that it throws is that this is no such file, which the caller says in its own words.
    return null;
  }
}

interface ExtraInfo {
  readonly crashedTcb: number;
  readonly registers: Readonly<Record<string, number>>;
}

function readTask(
  { description }: ElfNote,
  index: number,
  machine: ElfFile['machine'],
  memory: readonly DumpedMemory[],
  extra: ExtraInfo | null,
): DumpedTask {
  const tcb = wordAt(description, taskAt);
  // The first note is that of the task that ran; where nobody says which one crashed, it is that.
  const crashed = extra === null || extra.crashedTcb === 0 ? index === 0 : extra.crashedTcb === tcb;
  const raw = description.subarray(registersAt);
  const common = machine === 'xtensa' ? readXtensaNoteRegisters(raw) : readRiscvRegisters(raw);
  const registers = crashed ? { ...common, ...extra?.registers } : common;
  const block = memory.find(({ address }) => address === tcb);
  return dumpedTask({
    tcb,
    name: block === undefined ? '' : readTaskName(block.bytes),
    crashed,
    registers,
    stack: stackOf(stackPointerOf(registers), memory, block),
  });
}

/** Where the stack pointer points; the stack is written after its task's control block where it points nowhere. */
function stackOf(
  sp: number,
  memory: readonly DumpedMemory[],
  block: DumpedMemory | undefined,
): DumpedMemory | null {
  const pointed = memory.find(({ address, bytes }) => sp >= address && sp < address + bytes.length);
  if (pointed !== undefined || block === undefined) return pointed ?? null;
  return memory[memory.indexOf(block) + 1] ?? null;
}

/** The control block of the task that crashed, then pairs of a register's index and its value. */
function readExtraInfo(notes: readonly ElfNote[]): ExtraInfo | null {
  const note = notes.find(({ type, description }) => type === noteTypes.extraInfo && description.length >= 4);
  if (note === undefined) return null;
  const registers: Record<string, number> = {};
  for (let at = 4; at + 8 <= note.description.length; at += 8) {
    const name = specialRegisters[wordAt(note.description, at)];
    if (name !== undefined) registers[name] = wordAt(note.description, at + 4);
  }
  return { crashedTcb: wordAt(note.description, 0), registers };
}

/** u32 version, then the digest as hex text, ended by NUL where it is shortened. */
function readElfSha256(notes: readonly ElfNote[]): string | null {
  const note = notes.find(({ type }) => type === noteTypes.versionInfo);
  if (note === undefined) return null;
  const text = Buffer.from(note.description.subarray(4, 68)).toString('latin1');
  return /^[0-9a-f]{8,64}/.exec(text)?.[0] ?? null;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}
