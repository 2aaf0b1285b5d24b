/** What went wrong, as far as the text says. */
export const crashKinds = [
  'exception',
  'abort',
  'assert',
  'stack-smashing',
  'stack-overflow',
  'interrupt-watchdog',
  'task-watchdog',
  'heap-corruption',
  'cache-error',
] as const;
export type CrashKind = (typeof crashKinds)[number];

export type CrashArchitecture = 'xtensa' | 'xtensa-lx106' | 'riscv';

/** Code address and stack pointer as the backtrace has them; sp is 0 where none is given. */
export interface BacktraceEntry {
  readonly pc: number;
  readonly sp: number;
}

/** A stretch of memory that was printed. `hex`: two digits a byte, in the order of addresses. */
export interface MemoryDump {
  readonly address: number;
  readonly hex: string;
}

/** One crash as its board told it. Addresses are unsigned 32-bit numbers. */
export interface CrashReport {
  /** Counts up within a monitor; one that comes again with the same `id` takes the place of the former. */
  readonly id: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly atMs: number;
  readonly kind: CrashKind;
  readonly architecture: CrashArchitecture;
  readonly core: number | null;
  /** In the board's words: `LoadProhibited`, `Illegal instruction`, exception number of an ESP8266. */
  readonly reason: string | null;
  /** What else it says: the assertion, the task, the function whose stack was smashed. */
  readonly detail: string | null;
  /** As printed: `PC`, `A0`, `EXCVADDR`, `MEPC`, `SP`, `RA` … */
  readonly registers: Readonly<Record<string, number>>;
  /** Of Xtensa; empty where the board prints none. */
  readonly backtrace: readonly BacktraceEntry[];
  /** The board says itself that its backtrace cannot be trusted. */
  readonly backtraceCorrupted: boolean;
  /** Stack memory of RISC-V and of the ESP8266. */
  readonly stack: MemoryDump | null;
  /** The start of the SHA-256 of the app's ELF file, hex, as the board told it at its start or in its crash. */
  readonly elfSha256: string | null;
  /** False while more of it may come. */
  readonly complete: boolean;
}

/** The SHA-256 of an ELF file, hex. */
export type ElfId = string;

export interface ElfInfo {
  readonly id: ElfId;
  readonly name: string;
  readonly sizeBytes: number;
  /** When it was seen first; ms since 1970. */
  readonly addedAtMs: number;
  readonly architecture: 'xtensa' | 'riscv';
  /** It has line tables: without them only names of functions can be told. */
  readonly hasLines: boolean;
}

/** A function at a place in its source. `line` is 0 and `file` empty where the ELF does not tell. */
export interface SourcePlace {
  /** With its scopes, without parameters: `net::Client::connect`; empty where it is not known. */
  readonly function: string;
  /** As the compiler was given it. */
  readonly file: string;
  readonly line: number;
  /** 0 where it is not known. */
  readonly column: number;
}

/**
 * `exact`: where the core was. `caller`: where a function was called from. `possible`: a word on the stack that looks like a
 * return address.
 */
export type FrameKind = 'exact' | 'caller' | 'possible';

export interface DecodedFrame {
  readonly kind: FrameKind;
  /** The address that is looked up: of a caller, one within the call. */
  readonly pc: number;
  /** Innermost first: all but the last are inlined into the next. Empty: the address is none of this ELF's. */
  readonly places: readonly SourcePlace[];
}

export interface DecodedCrash {
  readonly elf: ElfInfo;
  /** `same`: the board runs this very file; `other`: it says another digest; `unknown`: it has not said. */
  readonly match: 'same' | 'other' | 'unknown';
  readonly frames: readonly DecodedFrame[];
  /** Registers that point into code, besides the program counter. */
  readonly registers: readonly { readonly name: string; readonly frame: DecodedFrame }[];
  /** Why there are no more frames. */
  readonly end: 'outermost' | 'no-unwind-info' | 'stack-not-printed' | 'corrupted' | 'all-printed';
}

export interface CoreDumpTask {
  readonly name: string;
  readonly crashed: boolean;
  /** Address of its control block. */
  readonly tcb: number;
  readonly pc: number;
  readonly sp: number;
  readonly stackBytes: number;
}

/** A core dump that came over the line as text. */
export interface CoreDumpInfo {
  readonly id: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly atMs: number;
  readonly sizeBytes: number;
  /** `damaged`: its checksum does not hold, or it is cut off; `unsupported`: of a format that is not known. */
  readonly state: 'receiving' | 'whole' | 'damaged' | 'unsupported';
  /** As its header says: `1.2 ELF, CRC-32`. */
  readonly format: string;
  readonly tasks: readonly CoreDumpTask[];
  readonly elfSha256: string | null;
}

export interface DecodedCoreDump {
  readonly elf: ElfInfo;
  readonly match: DecodedCrash['match'];
  /** In the order of `tasks`. */
  readonly tasks: readonly { readonly frames: readonly DecodedFrame[]; readonly end: DecodedCrash['end'] }[];
}
