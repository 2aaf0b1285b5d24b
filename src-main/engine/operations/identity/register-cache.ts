import type { AbortSignalLike } from '../../../../src-shared/time/clock';
import type { ChipSession } from '../../loader/chip-session';

/** Reads each register once: many facts about a chip share their words. */
export class RegisterCache {
  readonly #session: ChipSession;
  readonly #signal: AbortSignalLike | undefined;
  readonly #values = new Map<number, number>();

  constructor(session: ChipSession, signal: AbortSignalLike | undefined) {
    this.#session = session;
    this.#signal = signal;
  }

  async read(address: number): Promise<number> {
    const known = this.#values.get(address);
    if (known !== undefined) return known;
    const value = (await this.#session.readRegister(address, this.#signal)) >>> 0;
    this.#values.set(address, value);
    return value;
  }
}
