import type { RunOptions } from '../../engine-context';
import { agreed } from '../../loader/agreed';
import type { ChipSession } from '../../loader/chip-session';

/** Reads each register for all who ask: many facts about a chip share their words. */
export class RegisterCache {
  readonly #session: ChipSession;
  readonly #run: RunOptions;
  readonly #values = new Map<number, number>();

  constructor(session: ChipSession, run: RunOptions) {
    this.#session = session;
    this.#run = run;
  }

  async read(address: number): Promise<number> {
    const known = this.#values.get(address);
    if (known !== undefined) return known;
    const look = (): Promise<number> => this.#session.readRegister(address, this.#run.signal);
    const value = (await agreed(this.#session, look, this.#run)) >>> 0;
    this.#values.set(address, value);
    return value;
  }
}
