import { AppError } from '../../../src-shared/errors/app-error';
import { format8N1, formatName, type LineFormat } from '../../../src-shared/model/monitor';
import type { Clock } from '../../../src-shared/time/clock';
import type { BoardFacts } from '../board-spec';
import type { SimulatedChip } from '../simulated-chip';
import { ResetCircuit, type Lines } from './reset-circuit';
import { ratesAgree, resampleUart, type UartSettings } from './resample-uart';
import { UsbJtagReset } from './usb-jtag-reset';
import { UsbOtgReset } from './usb-otg-reset';
import { cutFrames, cutRuns, Wire } from './wire';

export interface LinkOptions {
  /** For errors. */
  readonly label: string;
  readonly baud: number;
  /** DTR and RTS reach the board. `apart`: over a network, where they change one after the other. */
  readonly lines: boolean | 'apart';
  /** The host's rate counts. Otherwise the line always runs at the chip's. */
  readonly ownBaud: boolean;
  /** The host's; the chip always speaks 8N1. Default: 8N1. */
  readonly format?: LineFormat | undefined;
}

interface BoardLinkOptions extends LinkOptions {
  readonly clock: Clock;
  readonly facts: BoardFacts;
  readonly chip: SimulatedChip;
  /** TX and RX are bridged: what the host sends comes back and goes nowhere else. */
  readonly echo: boolean;
  readonly onHostBytes: (sizeBytes: number) => void;
  readonly onClosed: () => void;
}

/** The chip's own USB has no baud rate; it is about as fast as a UART at this one. */
const usbBaud = 6_000_000;

/** An open port: the line between host and chip, from opening to closing. */
export class BoardLink {
  readonly #options: BoardLinkOptions;
  readonly #toChip: Wire;
  readonly #toHost: Wire;
  readonly #reset: ResetCircuit | UsbJtagReset | UsbOtgReset;
  readonly #isUsb: boolean;
  readonly #format: LineFormat;
  readonly #dataListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #lostListeners = new Set<(error: AppError) => void>();
  #hostBaud: number;
  #lines: Lines = { dtr: false, rts: false };
  #open = true;
  #lostError: AppError | null = null;

  constructor(options: BoardLinkOptions) {
    const { clock, facts, baud } = options;
    const { uartPaced: paced, adapterLatencyMs: latencyMs } = facts.time;
    this.#options = options;
    this.#hostBaud = baud;
    this.#isUsb = facts.usb.kind !== 'bridge';
    this.#format = options.format ?? format8N1;
    this.#toChip = new Wire({
      clock,
      paced,
      latencyMs,
      cut: cutFrames,
      deliver: (b, at) => this.#toChipRx(b, at),
    });
    this.#toHost = new Wire({
      clock,
      paced,
      latencyMs,
      cut: cutRuns,
      deliver: (b, at) => this.#toHostRx(b, at),
    });
    this.#reset = resetOf(options);
  }

  get io0Low(): boolean {
    return this.#reset.io0Low;
  }

  get toHostBusyMs(): number {
    return this.#toHost.busyMs;
  }

  /** ms until all that the host has written is out. */
  get toChipBusyMs(): number {
    return this.#toChip.busyMs;
  }

  write(bytes: Uint8Array): void {
    if (!this.#open || bytes.length === 0) return;
    const wire = this.#options.echo ? this.#toHost : this.#toChip;
    wire.send(bytes, this.#rateOf(this.#hostBaud));
    this.#options.onHostBytes(bytes.length);
  }

  setBaud(baud: number): void {
    this.#hostBaud = baud;
  }

  setLines(change: Partial<Lines>): void {
    if (!this.#open || this.#options.lines === false) return;
    this.#lines = { ...this.#lines, ...change };
    this.#reset.set(this.#lines);
  }

  /** From the chip's TX, at its rate. */
  fromChip(bytes: Uint8Array): void {
    this.#toHost.send(bytes, this.#isUsb ? usbBaud : this.#options.chip.baud);
    if (hasFlowControl(this.#options.facts) && this.#reset instanceof ResetCircuit) this.#reset.flowControl();
  }

  discardInput(): void {
    this.#toHost.discardArrived();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  /** A link that was lost before anybody could say so says it at once, but not before this has returned. */
  onLost(listener: (error: AppError) => void): () => void {
    const error = this.#lostError;
    if (error) this.#options.clock.schedule(0, () => this.#lostListeners.has(listener) && listener(error));
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  close(): void {
    if (!this.#open) return;
    this.#end();
    this.#reset.letGo();
    this.#options.onClosed();
  }

  /** The cable is gone. */
  lose(): void {
    if (!this.#open) return;
    this.#end();
    const error = new AppError('port-lost', { port: this.#options.label });
    this.#lostError = error;
    for (const listener of this.#lostListeners) listener(error);
  }

  #end(): void {
    this.#open = false;
    this.#toChip.clear();
    this.#toHost.clear();
  }

  #rateOf(hostBaud: number): number {
    if (this.#isUsb) return usbBaud;
    return this.#options.ownBaud ? hostBaud : this.#options.chip.baud;
  }

  #toChipRx(bytes: Uint8Array, baud: number): void {
    this.#options.chip.receive(
      bytes,
      (chipBaud) => this.#heard(bytes, { baud, format: this.#format }, { baud: chipBaud, format: format8N1 }),
      this.#isUsb ? 115_200 : baud,
    );
  }

  #toHostRx(bytes: Uint8Array, baud: number): void {
    const host = { baud: this.#hostBaud, format: this.#format };
    const heard = this.#heard(bytes, { baud, format: format8N1 }, host);
    if (heard.length > 0) for (const listener of this.#dataListeners) listener(heard);
  }

  #heard(bytes: Uint8Array, sender: UartSettings, receiver: UartSettings): Uint8Array {
    if (this.#isUsb) return bytes;
    const sameRate = !this.#options.ownBaud || ratesAgree(sender.baud, receiver.baud);
    if (sameRate && formatName(sender.format) === formatName(receiver.format)) return bytes;
    return resampleUart(bytes, sameRate ? { ...sender, baud: receiver.baud } : sender, receiver);
  }
}

function hasFlowControl({ usb }: BoardFacts): boolean {
  return usb.kind === 'bridge' && usb.flowControl === true;
}

/** What DTR and RTS do to the chip. */
function resetOf(options: BoardLinkOptions): ResetCircuit | UsbJtagReset | UsbOtgReset {
  const { clock, facts, chip, lines } = options;
  const hold = (): void => chip.hold();
  switch (facts.usb.kind) {
    case 'bridge':
      return new ResetCircuit({
        clock,
        control: { hold, release: (io0Low) => chip.start('power-on', { download: io0Low }) },
        linesApart: lines === 'apart',
      });
    case 'serial-jtag':
      return new UsbJtagReset({ hold, release: (io0Low) => chip.start('usb', { download: io0Low }) });
    case 'otg':
      return new UsbOtgReset((download) => chip.restartOverUsb(download));
  }
}
