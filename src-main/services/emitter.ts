/** One kind of event and who listens to it. */
export class Emitter<T> {
  readonly #listeners = new Set<(event: T) => void>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Returns what ends the subscription. */
  on(listener: (event: T) => void): () => void {
    // A function of its own for each subscription: the same listener given twice is two subscriptions.
    const subscription = (event: T): void => listener(event);
    this.#listeners.add(subscription);
    return () => {
      this.#listeners.delete(subscription);
    };
  }

  emit(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
