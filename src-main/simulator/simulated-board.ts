import { AppError } from '../../src-shared/errors/app-error';
import type { Clock } from '../../src-shared/time/clock';
import { boardFacts, type BoardFacts, type BoardSpec, type UsbKind } from './board-spec';
import type { ResetReason } from './boot/reset-reason';
import type { PlainFault } from './faults/fault';
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
  #disposed = false;
  #link: BoardLink | null = null;
  /** Of the chip's own USB on its way back; a cable that is pulled meanwhile keeps it away. */
  #cancelReturn: (() => void) | null = null;

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
        send: (bytes) => this.#fromChip(bytes),
        busyMs: () => this.#link?.toHostBusyMs ?? 0,
      },
      hasAudience: () => this.#link !== null,
      io0Low: () => this.#link?.io0Low ?? false,
      onText: (text) => this.#textListeners.forEach((listener) => listener(text)),
      onReset: (reason) => this.#onReset(reason),
    });
    this.#faults.onUnplug((unplugging) => this.#pull(unplugging));
    this.chip.start('power-on');
  }

  /** What the port is called now; a board may come back under another name. */
  get name(): string {
    return this.#name;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /** Opens the port. `port-not-found` while unplugged, `port-busy` while it is open already, `port-permission`. */
  attach(options: LinkOptions): BoardLink {
    const port = options.label;
    const has = (fault: PlainFault): boolean => this.#faults.has(fault);
    if (!this.#plugged || has('gone')) throw new AppError('port-not-found', { port });
    if (has('permission')) throw new AppError('port-permission', { port });
    if (this.#link || has('busy')) throw new AppError('port-busy', { port });
    const link = new BoardLink({
      ...options,
      clock: this.#clock,
      facts: this.facts,
      chip: this.chip,
      echo: has('echo'),
      onHostBytes: (sizeBytes) => void this.#faults.countBytes('host', sizeBytes),
      onClosed: () => {
        if (this.#link === link) this.#link = null;
      },
    });
    this.#link = link;
    // Without lines nobody can hold the boot button: it is taken to have been held at a reset before this.
    if (options.lines) this.chip.onAudience();
    else this.chip.start('power-on', { download: true, resumed: true });
    return link;
  }

  unplug(): void {
    const wasThere = this.#plugged;
    if (!wasThere && !this.#cancelReturn) return;
    this.#cancelReturn?.();
    this.#cancelReturn = null;
    this.#plugged = false;
    this.chip.hold();
    this.#loseLink();
    if (wasThere) this.#tell('unplugged');
  }

  /** Power comes back; `name`: under another name. */
  plugIn(name?: string): void {
    if (this.#plugged || this.#cancelReturn || this.#disposed) return;
    this.#plugged = true;
    this.#name = name ?? this.#name;
    this.chip.powerCycle();
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
    this.#disposed = true;
    this.flash.close();
  }

  #fromChip(bytes: Uint8Array): void {
    if (!this.#link || this.#faults.has('mute')) return;
    if (this.#faults.countBytes('chip', bytes.length)) return;
    this.#link.fromChip(this.#faults.noise('chip', bytes));
  }

  #pull({ backAfterMs, name }: Unplugging): void {
    this.unplug();
    if (backAfterMs !== null) this.#clock.schedule(backAfterMs, () => this.plugIn(name ?? undefined));
  }

  /** The chip's own USB is part of what some resets reset: the port goes away, the chip runs on. */
  #onReset(reason: ResetReason): void {
    const { usb } = this.facts;
    if (usb.kind === 'bridge' || !this.#link || !vanishesAt(usb, reason)) return;
    this.#plugged = false;
    this.#loseLink();
    this.#tell('unplugged');
    this.#cancelReturn = this.#clock.schedule(usb.awayMs, () => {
      this.#cancelReturn = null;
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

function vanishesAt(usb: Exclude<UsbKind, { readonly kind: 'bridge' }>, reason: ResetReason): boolean {
  if (usb.kind === 'otg' || usb.reenumerates === 'always') return true;
  return usb.reenumerates === 'watchdog' && reason === 'watchdog';
}

export function createSimulatedBoard(spec: BoardSpec, context: { readonly clock: Clock }): SimulatedBoard {
  return new SimulatedBoard(spec, context);
}
