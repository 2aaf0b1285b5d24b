import type { PortId, PortInfo, SimulatedBoardSpec } from '../../src-shared/model/port';
import type { Clock } from '../../src-shared/time/clock';
import { Emitter } from './emitter';
import { describeNativePorts, type ListNativePorts } from './native-ports';
import type { NetworkPorts } from './network-ports';
import type { SimulatedPorts } from './simulated-ports';

/** Quick enough for plugging a board in to feel immediate, seldom enough not to be noticed. */
const pollIntervalMs = 1000;

export interface PortRegistryOptions {
  readonly listNative: ListNativePorts;
  readonly simulated: SimulatedPorts;
  readonly network: NetworkPorts;
  readonly clock: Clock;
  /** Told of every change, before the listeners; without it being a reason to look for one. */
  readonly onLook?: (ports: readonly PortInfo[]) => void;
}

/** The ports there are: native ones by asking the system, simulated ones and those on the network as the settings have them. */
export class PortRegistry {
  readonly #listNative: ListNativePorts;
  readonly #simulated: SimulatedPorts;
  readonly #network: NetworkPorts;
  readonly #clock: Clock;
  readonly #onLook: (ports: readonly PortInfo[]) => void;
  readonly #changes = new Emitter<readonly PortInfo[]>();
  #native: readonly PortInfo[] = [];
  /** What the listeners know, to tell a real change from a look that found the same. */
  #told = '';
  #refreshing: Promise<readonly PortInfo[]> | null = null;
  #cancelPoll: (() => void) | null = null;
  /** Counts the times that looking began or ended: a look that is under way then is not followed by another. */
  #round = 0;

  constructor({ listNative, simulated, network, clock, onLook }: PortRegistryOptions) {
    this.#listNative = listNative;
    this.#simulated = simulated;
    this.#network = network;
    this.#clock = clock;
    this.#onLook = onLook ?? ((): void => undefined);
  }

  /** Looks now. */
  list(): Promise<readonly PortInfo[]> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Called when ports come or go. The system is asked again and again only while somebody listens. */
  onChanged(listener: (ports: readonly PortInfo[]) => void): () => void {
    const end = this.#changes.on(listener);
    if (this.#changes.listenerCount === 1) this.#startPolling();
    return () => {
      end();
      if (this.#changes.listenerCount === 0) this.#stopPolling();
    };
  }

  addSimulated(spec: SimulatedBoardSpec): PortInfo {
    const port = this.#simulated.add(spec);
    this.#tellChange();
    return port;
  }

  /** False when there is no such board. */
  removeSimulated(id: PortId): boolean {
    const removed = this.#simulated.remove(id);
    if (removed) this.#tellChange();
    return removed;
  }

  replaceSimulated(specs: readonly SimulatedBoardSpec[]): void {
    this.#simulated.replace(specs);
    this.#tellChange();
  }

  simulatedSpecs(): readonly SimulatedBoardSpec[] {
    return this.#simulated.specs();
  }

  /** Throws `port-url-invalid`. */
  addNetwork(url: string): PortInfo {
    const port = this.#network.add(url);
    this.#tellChange();
    return port;
  }

  /** False when there is no such port. */
  removeNetwork(id: PortId): boolean {
    const removed = this.#network.remove(id);
    if (removed) this.#tellChange();
    return removed;
  }

  replaceNetwork(urls: readonly PortId[]): void {
    this.#network.replace(urls);
    this.#tellChange();
  }

  networkUrls(): readonly PortId[] {
    return this.#network.urls();
  }

  /** As it was at the last look; null for what was not there then. */
  find(id: PortId): PortInfo | null {
    return this.#current().find((port) => port.id === id) ?? null;
  }

  close(): void {
    this.#changes.clear();
    this.#stopPolling();
  }

  #current(): readonly PortInfo[] {
    return [...this.#native, ...this.#network.list(), ...this.#simulated.list()];
  }

  async #refresh(): Promise<readonly PortInfo[]> {
    try {
      this.#native = describeNativePorts(await this.#listNative());
    } catch {
      // A system that cannot list its ports has none to choose from; the simulated ones are there all the same.
      this.#native = [];
    }
    this.#tellChange();
    return this.#current();
  }

  #tellChange(): void {
    const ports = this.#current();
    const now = JSON.stringify(ports);
    if (now === this.#told) return;
    this.#told = now;
    this.#onLook(ports);
    this.#changes.emit(ports);
  }

  #startPolling(): void {
    this.#round += 1;
    void this.#poll(this.#round);
  }

  async #poll(round: number): Promise<void> {
    await this.list();
    if (round !== this.#round) return;
    this.#cancelPoll = this.#clock.schedule(pollIntervalMs, () => void this.#poll(round));
  }

  #stopPolling(): void {
    this.#round += 1;
    this.#cancelPoll?.();
    this.#cancelPoll = null;
  }
}
