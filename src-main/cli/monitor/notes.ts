import type { TextOutput } from '../cli-io';

/** Words of the monitor itself, apart from what the board says: dim lines at standard error. */
export class Notes {
  readonly #err: TextOutput;
  readonly #before: () => void;
  readonly #after: () => void;

  /** `before` and `after`: a line of the board that is not whole yet makes way, and comes back. */
  constructor(err: TextOutput, around: { readonly before: () => void; readonly after: () => void }) {
    this.#err = err;
    this.#before = around.before;
    this.#after = around.after;
  }

  say(...lines: readonly string[]): void {
    this.#before();
    for (const line of lines) {
      const text = line === '' ? '---' : `--- ${line}`;
      this.#err.write(this.#err.isTerminal ? `\u001b[2m${text}\u001b[0m\n` : `${text}\n`);
    }
    this.#after();
  }
}
