import { CrashDraft } from './crash-draft';
import { readCrashDetail, readCrashHead, type CrashHead } from './crash-head';
import {
  endsCrash,
  readBacktrace,
  readDumpHead,
  readElfDigest,
  readEpcs,
  readEsp8266StackLine,
  readMoreBacktrace,
  readRegisters,
  readRiscvStackLine,
} from './crash-lines';
import type { Place } from './findings';
import { TaskWatchdogReader, type WatchdogBite } from './task-watchdog-reader';

export interface CrashEvents {
  /** A crash has proved to be one, has got more of its parts, or is complete. Called with each part: cheap, please. */
  readonly onCrash: (draft: CrashDraft) => void;
  /** The task watchdog has bitten, and the board runs on. */
  readonly onWatchdog: (bite: WatchdogBite) => void;
}

/** Lines of other tasks and cores between those of a crash. */
const mostForeignLines = 200;
/** A head that no body follows in so many lines was only talked about. */
const mostLinesBeforeBody = 40;

const unknownHead: CrashHead = {
  kind: 'exception',
  core: null,
  reason: null,
  detail: null,
  isEsp8266: false,
};

type StackKind = 'none' | 'riscv' | 'esp8266';

/** Puts crashes together, line by line. Words alone are no crash: registers, a backtrace, a stack or a reset must follow. */
export class CrashCollector {
  readonly #events: CrashEvents;
  readonly #watchdog = new TaskWatchdogReader();
  #draft: CrashDraft | null = null;
  /** The head stands in somebody's log message: a reset that follows proves nothing. */
  #isMention = false;
  #stack: StackKind = 'none';
  /** Parts of another core's dump are told after those of the core that crashed. */
  #isOtherCore = false;
  #inBacktrace = false;
  #foreignLines = 0;

  constructor(events: CrashEvents) {
    this.#events = events;
  }

  line(text: string, place: Place): void {
    if (this.#watchdog.line(text, place)) {
      this.#watchdogLine(place);
      return;
    }
    if (this.#watchdog.isOver) this.#tellWatchdog();
    const head = readCrashHead(text);
    if (head !== null) this.#head(head, text, place);
    else if (this.#draft !== null || this.#beginsWithoutHead(text, place)) this.#part(text, place);
  }

  /** The board has reset: whatever was being told has been told. */
  reset(): void {
    if (this.#draft !== null && !this.#isMention) this.#prove(this.#draft);
    this.end();
  }

  /** Nothing more comes. */
  end(): void {
    this.#tellWatchdog();
    const draft = this.#draft;
    this.#draft = null;
    if (draft === null) return;
    // The heap can be found corrupt without an end of the program.
    if (draft.id === null && draft.head.kind === 'heap-corruption' && !this.#isMention) {
      draft.fatal = false;
      this.#prove(draft);
    }
    if (draft.id === null) return;
    draft.complete = true;
    this.#events.onCrash(draft);
  }

  clear(): void {
    this.#draft = null;
    this.#watchdog.clear();
  }

  #head(head: CrashHead, text: string, place: Place): void {
    const bite = this.#watchdog.bite;
    this.#watchdog.clear();
    if (this.#draft === null || this.#draft.hasBody) {
      this.end();
      this.#begin(new CrashDraft(bite === null ? head : headOfBite(bite), place), isInLogMessage(text));
    }
    const draft = this.#draft;
    if (draft === null) return;
    draft.merge(head);
    draft.lastLine = place.line;
    this.#foreignLines = 0;
    if (draft.id !== null) this.#events.onCrash(draft);
  }

  #begin(draft: CrashDraft, isMention: boolean): void {
    this.#draft = draft;
    this.#isMention = isMention;
    this.#stack = 'none';
    this.#isOtherCore = false;
    this.#inBacktrace = false;
    this.#foreignLines = 0;
  }

  #watchdogLine(place: Place): void {
    const bite = this.#watchdog.bite;
    if (bite === null || !bite.fatal) return;
    this.#watchdog.clear();
    this.end();
    this.#begin(new CrashDraft(headOfBite(bite), { line: bite.line, atMs: bite.atMs }), false);
    if (this.#draft !== null) this.#draft.lastLine = place.line;
  }

  #tellWatchdog(): void {
    const bite = this.#watchdog.bite;
    this.#watchdog.clear();
    if (bite !== null) this.#events.onWatchdog(bite);
  }

  /** A dump whose first words were lost; a watchdog that only tells where the core was. */
  #beginsWithoutHead(text: string, place: Place): boolean {
    const bite = this.#watchdog.bite;
    const isDump = readDumpHead(text) !== null || text.startsWith('>>>stack>>>');
    if (!isDump && (bite === null || readBacktrace(text) === null)) return false;
    if (bite !== null) {
      this.#tellWatchdog();
      const draft = new CrashDraft(headOfBite(bite), { line: bite.line, atMs: bite.atMs });
      draft.fatal = false;
      this.#begin(draft, false);
    } else this.#begin(new CrashDraft(unknownHead, place), isInLogMessage(text));
    return true;
  }

  #part(text: string, place: Place): void {
    const draft = this.#draft;
    if (draft === null) return;
    if (this.#isBody(text, draft)) {
      draft.lastLine = place.line;
      this.#foreignLines = 0;
      if (draft.hasBody || draft.elfSha256 !== null) this.#prove(draft);
      return;
    }
    if (endsCrash(text)) {
      draft.lastLine = place.line;
      if (text.startsWith('Rebooting')) draft.fatal = true;
      if (!this.#isMention) this.#prove(draft);
      this.end();
      return;
    }
    if (text === '') return;
    this.#foreignLines++;
    if (this.#foreignLines > (draft.id === null ? mostLinesBeforeBody : mostForeignLines)) this.end();
  }

  /** Takes in what belongs to a crash. */
  #isBody(text: string, draft: CrashDraft): boolean {
    const wasInBacktrace = this.#inBacktrace;
    this.#inBacktrace = false;
    if (this.#isStack(text, draft)) return true;
    const core = readDumpHead(text);
    if (core !== null) return this.#dumpOfCore(core, draft);
    const backtrace = readBacktrace(text) ?? (wasInBacktrace ? readMoreBacktrace(text) : null);
    if (backtrace !== null) {
      this.#inBacktrace = true;
      if (!this.#isOtherCore && (wasInBacktrace || !draft.hasBacktrace)) draft.addBacktrace(backtrace);
      return true;
    }
    const registers = readRegisters(text) ?? readEpcs(text);
    if (registers !== null) {
      if ('EPC1' in registers && 'DEPC' in registers) draft.head = { ...draft.head, isEsp8266: true };
      if (!this.#isOtherCore) draft.addRegisters(registers);
      return true;
    }
    const digest = readElfDigest(text);
    if (digest !== null) draft.elfSha256 = digest;
    return digest !== null || this.#isDetail(text, draft);
  }

  #isStack(text: string, draft: CrashDraft): boolean {
    if (text.startsWith('Stack memory:')) {
      this.#stack = 'riscv';
      return true;
    }
    if (text.startsWith('>>>stack>>>')) {
      this.#stack = 'esp8266';
      draft.head = { ...draft.head, isEsp8266: true };
      return true;
    }
    if (this.#stack === 'none') return false;
    const line = this.#stack === 'riscv' ? readRiscvStackLine(text) : readEsp8266StackLine(text);
    if (line !== null && !this.#isOtherCore) draft.addStack(line, this.#stack === 'riscv');
    return line !== null || (this.#stack === 'esp8266' && /^(?:ctx: |sp: )/.test(text));
  }

  #dumpOfCore(core: number, draft: CrashDraft): boolean {
    this.#isOtherCore = draft.hasRegisters && core !== draft.core;
    if (!this.#isOtherCore) draft.core ??= core;
    this.#stack = 'none';
    return true;
  }

  #isDetail(text: string, draft: CrashDraft): boolean {
    const told = readCrashDetail(text);
    if (told === null) return false;
    const { kind = draft.head.kind, detail } = told;
    draft.head = {
      ...draft.head,
      kind,
      detail: kind === 'stack-overflow' ? detail : (draft.head.detail ?? detail),
    };
    return true;
  }

  #prove(draft: CrashDraft): void {
    this.#events.onCrash(draft);
  }
}

function headOfBite({ tasks }: WatchdogBite): CrashHead {
  return { ...unknownHead, kind: 'task-watchdog', detail: tasks.length === 0 ? null : tasks.join(', ') };
}

/** After a tag: a program that talks about a crash, unlike a panic handler that cuts into a line. */
function isInLogMessage(text: string): boolean {
  return /^(?:[EWIDV] \(|\[ *\d+\]\[)/.test(text);
}
