export interface QuitGuardOptions {
  readonly isBusy: () => boolean;
  /** Asks the person whether to stop what runs; true: stop. */
  readonly confirm: () => Promise<boolean>;
  /** Stops what runs and frees what is held. */
  readonly shutDown: () => Promise<void>;
  /** Ends the application. Called again by `mayQuit`'s caller until it says yes. */
  readonly quit: () => void;
}

/**
 * Stands between the wish to quit and the end: asks while a job runs, asks once however often the wish comes, and lets the
 * application go when everything is put away.
 */
export class QuitGuard {
  readonly #options: QuitGuardOptions;
  #state: 'open' | 'asking' | 'closing' | 'closed' = 'open';

  constructor(options: QuitGuardOptions) {
    this.#options = options;
  }

  /** False: not yet. The guard quits by itself when it is time. */
  mayQuit(): boolean {
    if (this.#state === 'open') void this.#leave();
    return this.#state === 'closed';
  }

  async #leave(): Promise<void> {
    const { isBusy, confirm, shutDown, quit } = this.#options;
    if (isBusy()) {
      this.#state = 'asking';
      if (!(await confirm())) {
        this.#state = 'open';
        return;
      }
    }
    this.#state = 'closing';
    // Whoever wants to leave may leave: what could not be put away is found by the next start.
    await shutDown().catch(() => undefined);
    this.#state = 'closed';
    quit();
  }
}
