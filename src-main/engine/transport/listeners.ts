/** Whoever listens to one kind of event; a listener may go, or others come, while they are told. */
export class Listeners<T> {
  readonly #listeners = new Set<(event: T) => void>();

  /** Returns what ends the subscription. */
  add(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
