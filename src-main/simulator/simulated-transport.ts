import { AppError } from '../../src-shared/errors/app-error';
import { sleep, type Clock } from '../../src-shared/time/clock';
import type {
  DeviceIdentity,
  LineState,
  OpenOptions,
  Transport,
  TransportFeatures,
} from '../engine/transport/transport';
import type { BoardLink } from './line/board-link';
import type { SimulatedBoard } from './simulated-board';
import { usbIdsOf } from './usb-ids';

export interface SimulatedTransportOptions {
  readonly label: string;
  readonly clock: Clock;
  /** The board, or null when there is none under this name now. */
  readonly find: () => SimulatedBoard | null;
}

/** What a driver takes before it lets the writer wait. */
const driverBufferMs = 20;
const slowestBaud = 50;
const fastestBaud = 5_000_000;

/** A simulated board as a port of this computer. Once opened it follows its board by its serial number, whatever its name. */
export class SimulatedTransport implements Transport {
  readonly #options: SimulatedTransportOptions;
  readonly #dataListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #lostListeners = new Set<(error: AppError) => void>();
  #link: BoardLink | null = null;
  #label: string;
  #lines: Required<LineState> = { dtr: false, rts: false };
  #features: TransportFeatures;
  /** What was opened first, and what it was called then. */
  #opened: { readonly board: SimulatedBoard; readonly name: string } | null = null;

  constructor(options: SimulatedTransportOptions) {
    this.#options = options;
    this.#label = options.label;
    this.#features = featuresOf(options.find());
  }

  get label(): string {
    return this.#label;
  }

  get features(): TransportFeatures {
    return this.#features;
  }

  get identity(): DeviceIdentity | null {
    return this.#opened && { serialNumber: this.#opened.board.facts.serialNumber };
  }

  get lineState(): Required<LineState> {
    return this.#lines;
  }

  async open(baud: number, { format }: OpenOptions = {}): Promise<void> {
    if (this.#link) throw new AppError('port-busy', { port: this.label });
    this.#checkBaud(baud);
    const board = this.#findBoard();
    if (!board) throw new AppError('port-not-found', { port: this.label });
    const link = board.attach({ label: this.label, baud, lines: true, ownBaud: true, format });
    this.#opened ??= { board, name: board.name };
    this.#features = featuresOf(board);
    if (board.name !== this.#opened.name) this.#label = board.name;
    this.#link = link;
    this.#lines = { dtr: false, rts: false };
    link.onData((bytes) => this.#dataListeners.forEach((listener) => listener(bytes)));
    link.onLost((error) => {
      if (this.#link !== link) return;
      this.#link = null;
      this.#lostListeners.forEach((listener) => listener(error));
    });
  }

  async close(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    link?.close();
  }

  async write(bytes: Uint8Array): Promise<void> {
    const link = this.#linkOrLost();
    link.write(bytes);
    await this.#wait(link, driverBufferMs);
  }

  async setBaud(baud: number): Promise<void> {
    this.#checkBaud(baud);
    const link = this.#linkOrLost();
    await this.#wait(link, 0);
    link.setBaud(baud);
  }

  async setLines(lines: LineState): Promise<void> {
    const link = this.#linkOrLost();
    await this.#wait(link, 0);
    this.#lines = { ...this.#lines, ...lines };
    link.setLines(lines);
  }

  async discardInput(): Promise<void> {
    this.#link?.discardInput();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  /** An adapter without a serial number is known by its name alone. */
  #findBoard(): SimulatedBoard | null {
    if (!this.#opened || this.#opened.board.facts.serialNumber === null) return this.#options.find();
    return this.#opened.board;
  }

  /** Until no more than `leftMs` of what was written is on its way. */
  async #wait(link: BoardLink, leftMs: number): Promise<void> {
    for (let busyMs = link.toChipBusyMs; busyMs > leftMs; busyMs = link.toChipBusyMs) {
      await sleep(this.#options.clock, busyMs - leftMs);
      if (this.#link !== link) throw new AppError('port-lost', { port: this.label });
    }
  }

  #linkOrLost(): BoardLink {
    if (!this.#link) throw new AppError('port-lost', { port: this.label });
    return this.#link;
  }

  #checkBaud(baud: number): void {
    if (!(baud >= slowestBaud && baud <= fastestBaud))
      throw new AppError('baud-unsupported', { port: this.label, baud });
  }
}

function featuresOf(board: SimulatedBoard | null): TransportFeatures {
  return { lines: true, baud: true, usb: board && usbIdsOf(board.facts) };
}
