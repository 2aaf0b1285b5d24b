/** A board that has run as long as this was not looping. */
const enoughRunningMs = 10_000;
const windowMs = 30_000;
const resetsOfLoop = 3;
const crashesOfLoop = 2;
const reasonsKept = 4;

export interface BootLoop {
  /** Rounds so far. */
  readonly count: number;
  /** What ended the rounds: reasons of crashes and resets, each once, the latest first. */
  readonly endedBy: readonly string[];
  /** It is the same loop as last time. */
  readonly goesOn: boolean;
}

/** Counts rounds between resets that are too short for an app that runs. */
export class BootLoopWatch {
  /** The newest only: what a loop needs. */
  #resetsMs: number[] = [];
  #rounds = 0;
  #crashes = 0;
  #lastMs = 0;
  #endedBy: string[] = [];
  /** A crash tells more than the reset after it. */
  #explained = false;
  #told = false;

  /** Somebody resets the board, opens its port or has it flashed: what follows is no loop. */
  clear(): void {
    this.#resetsMs = [];
    this.#rounds = 0;
    this.#crashes = 0;
    this.#endedBy = [];
    this.#explained = false;
    this.#told = false;
  }

  reset(atMs: number, reason: string): BootLoop | null {
    this.#continueOrStartOver(atMs);
    this.#rounds++;
    this.#resetsMs = [...this.#resetsMs, atMs].slice(-resetsOfLoop);
    if (!this.#explained) this.#note(reason);
    this.#explained = false;
    return this.#verdict();
  }

  crash(atMs: number, reason: string): BootLoop | null {
    this.#continueOrStartOver(atMs);
    this.#crashes++;
    this.#note(reason);
    this.#explained = true;
    return this.#verdict();
  }

  #continueOrStartOver(atMs: number): void {
    if (this.#rounds + this.#crashes > 0 && atMs - this.#lastMs >= enoughRunningMs) this.clear();
    this.#lastMs = atMs;
  }

  #note(reason: string): void {
    this.#endedBy = [reason, ...this.#endedBy.filter((known) => known !== reason)].slice(0, reasonsKept);
  }

  #verdict(): BootLoop | null {
    const [first, , third] = this.#resetsMs;
    const resetsLoop = first !== undefined && third !== undefined && third - first <= windowMs;
    if (!this.#told && !resetsLoop && this.#crashes < crashesOfLoop) return null;
    const goesOn = this.#told;
    this.#told = true;
    return { count: Math.max(this.#rounds, this.#crashes), endedBy: this.#endedBy, goesOn };
  }
}
