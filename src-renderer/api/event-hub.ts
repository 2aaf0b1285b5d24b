import type { EventName, Events } from '../../src-shared/ipc/contract';

type Listeners = { [N in EventName]: Set<(event: Events[N]) => void> };

/** Who listens to what. */
export class EventHub {
  readonly #listeners: Listeners = {
    'backups:changed': new Set(),
    'ports:changed': new Set(),
    'job:event': new Set(),
    'monitor:changed': new Set(),
    'monitor:data': new Set(),
    'monitor:found': new Set(),
    'trace:lines': new Set(),
  };

  on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void {
    this.#listeners[name].add(listener);
    return () => {
      this.#listeners[name].delete(listener);
    };
  }

  emit<N extends EventName>(name: N, event: Events[N]): void {
    for (const listener of [...this.#listeners[name]]) listener(event);
  }
}
