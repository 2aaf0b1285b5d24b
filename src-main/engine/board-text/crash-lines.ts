import type { BacktraceEntry, CrashArchitecture } from '../../../src-shared/model/crash';

const names = (text: string): readonly string[] => text.split(' ');

/** In the order in which panic handlers print them. @source ESP-IDF, esp_system/port/arch/{xtensa,riscv}/panic_arch.c */
const registersOf: Readonly<Record<'xtensa' | 'riscv', ReadonlySet<string>>> = {
  xtensa: new Set(
    names(
      'PC PS A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 SAR EXCCAUSE EXCVADDR LBEG LEND LCOUNT EPC1 EPC2 EPC3 EPC4',
    ),
  ),
  riscv: new Set(
    names(
      'MEPC RA SP GP TP T0 T1 T2 S0/FP S1 A0 A1 A2 A3 A4 A5 A6 A7 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 T3 T4 T5 T6 MSTATUS MTVEC MCAUSE MTVAL MHARTID',
    ),
  ),
};

const register = /\b([A-Z][A-Z0-9]{1,7}(?:\/FP)?) {0,8}: 0x([0-9a-f]{8})\b/g;
/** Four registers and what belongs between them: longer lines are none of a dump. */
const longestRegisterLine = 200;

export type Registers = Readonly<Record<string, number>>;

/** Registers of a line of a dump, as printed; null where the line is none. */
export function readRegisters(text: string): Registers | null {
  if (!text.includes(': 0x') || text.length > longestRegisterLine) return null;
  const found: Record<string, number> = {};
  for (const [, name = '', value = ''] of text.matchAll(register))
    if (registersOf.xtensa.has(name) || registersOf.riscv.has(name)) found[name] = parseInt(value, 16);
  return Object.keys(found).length === 0 ? null : found;
}

/** By the registers that only one of them has; null where both have them. */
export function architectureOf(registers: Registers): 'xtensa' | 'riscv' | null {
  const all = Object.keys(registers);
  if (all.some((name) => !registersOf.riscv.has(name))) return 'xtensa';
  return all.some((name) => !registersOf.xtensa.has(name)) ? 'riscv' : null;
}

/** `Core  0 register dump:`; the number of the core. */
export function readDumpHead(text: string): number | null {
  if (!text.includes(' register dump:')) return null;
  const core = /\bCore {1,2}(\d{1,2}) register dump:\s*$/.exec(text)?.[1];
  return core === undefined ? null : Number(core);
}

const epcs = /\b(epc[1-3]|excvaddr|depc)=0x([0-9a-f]{8})\b/g;

/** Of the ESP8266: `epc1=0x… epc2=0x… epc3=0x… excvaddr=0x… depc=0x…`, with commas from some SDKs. Names in capitals. */
export function readEpcs(text: string): Registers | null {
  if (!text.includes('epc1=0x')) return null;
  const found: Record<string, number> = {};
  for (const [, name = '', value = ''] of text.matchAll(epcs))
    found[name.toUpperCase()] = parseInt(value, 16);
  return 'EPC1' in found ? found : null;
}

export interface PrintedBacktrace {
  readonly entries: readonly BacktraceEntry[];
  readonly corrupted: boolean;
}

const entry = /0x([0-9a-f]{8}):0x([0-9a-f]{8})/g;
/** The deepest that panic handlers print. */
const mostEntries = 100;

/** `Backtrace: 0x…:0x… …`; null where no pair of addresses follows. */
export function readBacktrace(text: string): PrintedBacktrace | null {
  const at = text.indexOf('Backtrace:');
  return at < 0 ? null : readEntries(text.slice(at + 'Backtrace:'.length));
}

/** A line that only has entries: a backtrace that was broken into lines. */
export function readMoreBacktrace(text: string): PrintedBacktrace | null {
  return text.startsWith('0x') ? readEntries(text) : null;
}

function readEntries(text: string): PrintedBacktrace | null {
  if (!/^\s{0,4}0x[0-9a-f]{8}:0x[0-9a-f]{8}(?:\s|\||$)/.test(text)) return null;
  const entries: BacktraceEntry[] = [];
  for (const [, pc = '', sp = ''] of text.matchAll(entry)) {
    if (entries.length === mostEntries) break;
    entries.push({ pc: parseInt(pc, 16), sp: parseInt(sp, 16) });
  }
  return { entries, corrupted: text.includes('|<-CORRUPTED') };
}

/** A line of a stack dump: words from an address on. */
export interface StackLine {
  readonly address: number;
  readonly words: readonly number[];
}

const riscvStack = /^([0-9a-f]{8}):((?: 0x[0-9a-f]{8}){1,8})\s*$/;
const esp8266Stack = /^([0-9a-f]{8}): {1,2}((?:[0-9a-f]{8} {1,2}){3}[0-9a-f]{8})\s*<?\s*$/;

/** `3fc8f2f0: 0x00000000 0x4200… …` */
export function readRiscvStackLine(text: string): StackLine | null {
  return readWords(riscvStack.exec(text));
}

/** `3ffffe10:  40201234 00000000 3ffef1c0 40202a5c  <` */
export function readEsp8266StackLine(text: string): StackLine | null {
  return readWords(esp8266Stack.exec(text));
}

function readWords(match: RegExpExecArray | null): StackLine | null {
  const [, address, words] = match ?? [];
  if (address === undefined || words === undefined) return null;
  return {
    address: parseInt(address, 16),
    words: words
      .trim()
      .split(/ +/)
      .map((word) => parseInt(word.replace('0x', ''), 16)),
  };
}

const digest = /^ELF file SHA256: {1,2}([0-9a-f]{8,64})\b/;

/** In a crash; what an app says of itself when it starts has a tag before it. */
export function readElfDigest(text: string): string | null {
  return digest.exec(text)?.[1] ?? null;
}

/** What panic handlers do last. @source ESP-IDF, esp_system/panic.c */
export function endsCrash(text: string): boolean {
  return (
    text.startsWith('Rebooting...') ||
    text.startsWith('CPU halted.') ||
    text.startsWith('Entering gdb stub now.') ||
    // A debugger is attached: nothing more is printed.
    text.startsWith('Setting breakpoint at 0x') ||
    text.startsWith('<<<stack<<<')
  );
}

/** Of a chip whose family is known by its ROM. */
export function architectureOfChip(chip: string | null): CrashArchitecture | null {
  if (chip === null) return null;
  if (chip === 'esp8266') return 'xtensa-lx106';
  return /^esp32(?:s2|s3)?$/.test(chip) ? 'xtensa' : 'riscv';
}
