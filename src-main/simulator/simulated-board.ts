import { AppError } from '../../src-shared/errors/app-error';
import type { Clock } from '../../src-shared/time/clock';
import { boardFacts, type BoardFacts, type BoardSpec } from './board-spec';
import type { ResetReason } from './boot/reset-reason';
import { FaultInjector, type Unplugging } from './faults/fault-injector';
import { MemoryFlashStore } from './flash/memory-flash-store';
import { NorFlash } from './flash/nor-flash';
import { BoardLink, type LinkOptions } from './line/board-link';
import { SimulatedChip } from './simulated-chip';

export type PlugEvent = 'unplugged' | 'plugged';

/** A board with its chip, flash and USB port. It has power from the start and keeps its flash as long as it lives. */
export class SimulatedBoard {
  readonly facts: BoardFacts;
  readonly flash: NorFlash;
  readonly chip: SimulatedChip;
  readonly #clock: Clock;
  readonly #faults: FaultInjector;
  readonly #textListeners = new Set<(text: string) => void>();
  readonly #plugListeners = new Set<(event: PlugEvent) => void>();
  #name: string;
  #plugged = true;
  #link: BoardLink | null = null;

  constructor(spec: BoardSpec, { clock }: { readonly clock: Clock }) {
    this.facts = boardFacts(spec);
    this.#name = spec.name ?? `sim-${spec.chip}`;
    this.#clock = clock;
    this.#faults = new FaultInjector(spec.faults ?? []);
    this.flash = new NorFlash({
      store: spec.flash ?? new MemoryFlashStore(spec.flashSizeBytes),
      clock,
      time: this.facts.time,
      faults: this.#faults.flashFaults(),
    });
    this.chip = new SimulatedChip({
      facts: this.facts,
      clock,
      nor: this.flash,
      faults: this.#faults,
      output: {
        send: (bytes) => this.#link?.fromChip(this.#faults.noise('chip', bytes)),
        busyMs: () => this.#link?.toHostBusyMs ?? 0,
      },
      hasAudience: () => this.#link !== null,
      io0Low: () => this.#link?.io0Low ?? false,
      onText: (text) => this.#textListeners.forEach((listener) => listener(text)),
      onReset: (reason) => this.#onReset(reason),
    });
    this.chip.start('power-on');
  }

  /** What the port is called now; a board may come back under another name. */
  get name(): string {
    return this.#name;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /** Opens the port. `port-not-found` while unplugged, `port-busy` while it is open already. */
  attach(options: LinkOptions): BoardLink {
    if (!this.#plugged) throw new AppError('port-not-found', { port: options.label });
    if (this.#link || this.#faults.portBusy) throw new AppError('port-busy', { port: options.label });
    const link = new BoardLink({
      ...options,
      clock: this.#clock,
      facts: this.facts,
      chip: this.chip,
      onHostBytes: (sizeBytes) => this.#countHostBytes(sizeBytes),
      onClosed: () => {
        if (this.#link === link) this.#link = null;
      },
    });
    this.#link = link;
    // Without lines nobody can hold the boot button: it is taken to be held.
    if (options.lines) this.chip.onAudience();
    else this.chip.start('power-on', { download: true });
    return link;
  }

  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.chip.hold();
    this.#loseLink();
    this.#tell('unplugged');
  }

  /** Power comes back; `name`: under another name. */
  plugIn(name?: string): void {
    if (this.#plugged) return;
    this.#plugged = true;
    this.#name = name ?? this.#name;
    this.chip.start('power-on');
    this.#tell('plugged');
  }

  /** Everything that the chip prints outside of frames. Returns what ends the subscription. */
  onText(listener: (text: string) => void): () => void {
    this.#textListeners.add(listener);
    return () => this.#textListeners.delete(listener);
  }

  onPlug(listener: (event: PlugEvent) => void): () => void {
    this.#plugListeners.add(listener);
    return () => this.#plugListeners.delete(listener);
  }

  /** The end of the board: its flash is closed. */
  dispose(): void {
    this.unplug();
    this.flash.close();
  }

  #countHostBytes(sizeBytes: number): void {
    const unplugging = this.#faults.countHostBytes(sizeBytes);
    if (unplugging) this.#pull(unplugging);
  }

  #pull({ backAfterMs, name }: Unplugging): void {
    this.unplug();
    if (backAfterMs !== null) this.#clock.schedule(backAfterMs, () => this.plugIn(name ?? undefined));
  }

  /** The chip's own USB is part of what some resets reset: the port goes away, the chip runs on. */
  #onReset(reason: ResetReason): void {
    const { usb } = this.facts;
    if (usb.kind !== 'serial-jtag' || !this.#link) return;
    const vanishes =
      usb.reenumerates === 'always' || (usb.reenumerates === 'watchdog' && reason === 'watchdog');
    if (!vanishes) return;
    this.#plugged = false;
    this.#loseLink();
    this.#tell('unplugged');
    this.#clock.schedule(usb.awayMs, () => {
      this.#plugged = true;
      this.#tell('plugged');
    });
  }

  #loseLink(): void {
    const link = this.#link;
    this.#link = null;
    link?.lose();
  }

  #tell(event: PlugEvent): void {
    this.#plugListeners.forEach((listener) => listener(event));
  }
}

export function createSimulatedBoard(spec: BoardSpec, context: { readonly clock: Clock }): SimulatedBoard {
  return new SimulatedBoard(spec, context);
}
