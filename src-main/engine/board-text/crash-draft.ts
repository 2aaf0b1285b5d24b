import type {
  BacktraceEntry,
  CrashArchitecture,
  CrashKind,
  CrashReport,
} from '../../../src-shared/model/crash';
import type { CrashHead } from './crash-head';
import {
  architectureOf,
  architectureOfChip,
  type PrintedBacktrace,
  type Registers,
  type StackLine,
} from './crash-lines';
import type { Place } from './findings';

/** Of a stack; panic handlers print one kilobyte, the ESP8266's at most four. */
const mostStackBytes = 64 * 1024;
const mostEntries = 100;

/** An abort is how many of the others end; an exception is what the others are not. */
const rankOf = (kind: CrashKind): number => (kind === 'abort' ? 0 : kind === 'exception' ? 1 : 2);

/** A crash while it is being told. */
export class CrashDraft {
  readonly firstPlace: Place;
  lastLine: number;
  head: CrashHead;
  core: number | null;
  /** Set when it has proved to be one. */
  id: number | null = null;
  /** It ends, or ended, in a reset. */
  fatal = true;
  complete = false;
  elfSha256: string | null = null;
  #registers: Registers = {};
  #backtrace: BacktraceEntry[] = [];
  #corrupted = false;
  #stackAddress: number | null = null;
  #stackHex: string[] = [];
  #stackBytes = 0;
  #isRiscvStack = false;

  constructor(head: CrashHead, place: Place) {
    this.head = head;
    this.core = head.core;
    this.firstPlace = place;
    this.lastLine = place.line;
  }

  /** More than words: what a head alone does not have. */
  get hasBody(): boolean {
    return this.hasRegisters || this.#backtrace.length > 0 || this.#stackAddress !== null;
  }

  get hasRegisters(): boolean {
    return Object.keys(this.#registers).length > 0;
  }

  get hasBacktrace(): boolean {
    return this.#backtrace.length > 0;
  }

  /** What it is called in a list. */
  get reason(): string {
    return this.head.reason ?? this.head.kind;
  }

  /** Further words of the same crash: the most telling ones count, the others fill gaps. */
  merge(head: CrashHead): void {
    const former = this.head;
    const [first, second] = rankOf(head.kind) > rankOf(former.kind) ? [head, former] : [former, head];
    this.head = {
      kind: first.kind,
      core: former.core ?? head.core,
      reason: first.reason ?? second.reason,
      detail: first.detail ?? second.detail,
      isEsp8266: first.isEsp8266 || second.isEsp8266,
    };
    this.core ??= head.core;
  }

  addRegisters(registers: Registers): void {
    this.#registers = { ...this.#registers, ...registers };
  }

  addBacktrace({ entries, corrupted }: PrintedBacktrace): void {
    this.#backtrace = [...this.#backtrace, ...entries].slice(0, mostEntries);
    this.#corrupted ||= corrupted;
  }

  /** Lines that do not go on where the last one ended belong to another stack, or one between them was lost. */
  addStack({ address, words }: StackLine, isRiscv: boolean): void {
    this.#stackAddress ??= address;
    if (address !== this.#stackAddress + this.#stackBytes || this.#stackBytes >= mostStackBytes) return;
    this.#isRiscvStack = isRiscv;
    this.#stackHex.push(...words.map(littleEndianHex));
    this.#stackBytes += words.length * 4;
  }

  /** `chip`: by its ROM, where that has been seen. `appDigest`: what the app said when it started. */
  report(id: number, chip: string | null, appDigest: string | null): CrashReport {
    return {
      id,
      firstLine: this.firstPlace.line,
      lastLine: this.lastLine,
      atMs: this.firstPlace.atMs,
      kind: this.head.kind,
      architecture: this.#architecture(chip),
      core: this.core,
      reason: this.head.reason,
      detail: this.head.detail,
      registers: this.#registers,
      backtrace: this.#backtrace,
      backtraceCorrupted: this.#corrupted,
      stack:
        this.#stackAddress === null ? null : { address: this.#stackAddress, hex: this.#stackHex.join('') },
      elfSha256: this.elfSha256 ?? appDigest,
      complete: this.complete,
    };
  }

  #architecture(chip: string | null): CrashArchitecture {
    if (this.head.isEsp8266) return 'xtensa-lx106';
    const byRegisters = architectureOf(this.#registers);
    const byChip = architectureOfChip(chip);
    if (byRegisters === 'xtensa' && byChip === 'xtensa-lx106') return byChip;
    if (byRegisters !== null) return byRegisters;
    if (byChip !== null) return byChip;
    // RISC-V cores name their reasons in words, Xtensa cores in one.
    return this.#isRiscvStack || /^[A-Z][a-z]+ (?:address|access|instruction)/.test(this.head.reason ?? '')
      ? 'riscv'
      : 'xtensa';
  }
}

function littleEndianHex(word: number): string {
  const digits = word.toString(16).padStart(8, '0');
  return digits.slice(6) + digits.slice(4, 6) + digits.slice(2, 4) + digits.slice(0, 2);
}
