import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { JobId } from '../../../src-shared/model/job';
import {
  format8N1,
  formatName,
  type LineFormat,
  type MonitorMark,
  type MonitorState,
} from '../../../src-shared/model/monitor';
import { sleep, type Clock } from '../../../src-shared/time/clock';
import { untilAborted } from '../../engine/loader/deadline';
import type { ParkedPort } from './parking-transport';
import { PortLink, type PortLinkOptions } from './port-link';

/** How long a device that went away is left alone between two looks for it. */
const firstLookMs = 250;
const seldomestLookMs = 1_000;

export interface PortKeeperOptions extends Omit<PortLinkOptions, 'onLost'> {
  readonly clock: Clock;
  readonly baud: number;
  readonly format: LineFormat;
  /** Opens without moving DTR and RTS. */
  readonly attach: boolean;
  readonly onMark: (mark: MonitorMark) => void;
  /** State, rate, format or lines are others. */
  readonly onChanged: () => void;
}

/**
 * Keeps a port open: waits for a device that went away, lends it to jobs and takes it back. What is done with the open port is
 * done one after the other; lending, losing and closing put an end to it.
 */
export class PortKeeper {
  readonly link: PortLink;
  readonly #options: PortKeeperOptions;
  #state: MonitorState = { type: 'opening' };
  #baud: number;
  #format: LineFormat;
  /** For what is done between one opening and whatever ends it. */
  #tenure = new AbortController();
  /** The opening that is under way; never rejects. */
  #attempt: Promise<void> = Promise.resolve();
  /** What is done with the open port; never rejects. */
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: PortKeeperOptions) {
    this.#options = options;
    this.#baud = options.baud;
    this.#format = options.format;
    this.link = new PortLink({ ...options, onLost: (error) => this.#lost(error) });
  }

  get state(): MonitorState {
    return this.#state;
  }

  get baud(): number {
    return this.#baud;
  }

  get format(): LineFormat {
    return this.#format;
  }

  /** The first opening. Throws what `Transport.open` throws: then there is no monitor. */
  async open(): Promise<void> {
    const { signal } = this.#tenure;
    try {
      await this.#openPort(signal, () => this.#mark({ type: 'opened', baud: this.#baud }));
    } catch (error) {
      // A job has the port, and it will come back.
      if (this.#state.type === 'lent') return;
      this.#change({ type: 'failed', error: toAppError(error).toWire() });
      throw toAppError(error);
    }
  }

  /** Instead of `open`, while a job has the port. */
  openLent(jobId: JobId, title: string): void {
    this.#mark({ type: 'lent', title });
    this.#change({ type: 'lent', jobId });
  }

  /** Resolves when the port is free for the job. */
  async lend(jobId: JobId, title: string): Promise<void> {
    if (this.#isClosed) return;
    this.#endTenure();
    this.openLent(jobId, title);
    await this.#letGo();
  }

  /** Takes what the job has left, or opens the port anew. Returns while that is under way. */
  giveBack(parked: ParkedPort | null): void {
    if (this.#isClosed || this.#state.type !== 'lent') {
      void parked?.transport.close();
      return;
    }
    const signal = this.#endTenure();
    this.#mark({ type: 'returned' });
    if (parked !== null) this.#takeOver(parked, signal);
    else {
      this.#change({ type: 'opening' });
      void this.#openAgain(signal);
    }
  }

  /** Throws `baud-unsupported`, `format-unsupported` and the errors of opening; then it is as before. */
  configure(baud: number, format: LineFormat): Promise<void> {
    return this.inTurn(async () => {
      if (formatName(format) !== formatName(this.#format)) await this.#changeFormat(baud, format);
      else if (baud !== this.#baud) await this.#changeBaud(baud);
    });
  }

  /** What ends as soon as the port is not the monitor's any more. Throws `monitor-not-open`. */
  mustBeOpen(): AbortSignal {
    if (this.#state.type !== 'open' || this.#isClosed) throw this.#notOpen();
    return this.#tenure.signal;
  }

  /** One thing after the other. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Idempotent, never rejects. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const isLent = this.#state.type === 'lent';
    this.#endTenure();
    if (!isLent) await this.#letGo();
    this.link.detach();
  }

  #change(state: MonitorState): void {
    this.#state = state;
    this.#options.onChanged();
  }

  #mark(mark: MonitorMark): void {
    this.#options.onMark(mark);
  }

  /** Ends what is done with the port now; what is done from here on has the signal that this returns. */
  #endTenure(): AbortSignal {
    this.#tenure.abort(this.#notOpen());
    this.#tenure = new AbortController();
    return this.#tenure.signal;
  }

  #notOpen(): AppError {
    return new AppError('monitor-not-open', { port: this.link.label });
  }

  /** After the tenure has ended: waits until nobody touches the port any more, and closes it. */
  async #letGo(): Promise<void> {
    await this.#turn;
    await this.#attempt;
    await this.link.close();
  }

  #lost(error: AppError): void {
    if (this.#state.type === 'open' && !this.#isClosed) void this.#comeBack(this.#endTenure(), error);
  }

  /** Looks for a device that has gone until it is there again. Never rejects. */
  async #comeBack(signal: AbortSignal, error: AppError): Promise<void> {
    const { clock } = this.#options;
    const goneAt = clock.now();
    const isOver = (): boolean => signal.aborted;
    const isBack = (): void => this.#mark({ type: 'back', awayMs: Math.round(clock.now() - goneAt) });
    this.#mark({ type: 'lost' });
    this.#change({ type: 'away', error: error.toWire() });
    for (let lookMs = firstLookMs; !isOver(); lookMs = Math.min(lookMs * 1.25, seldomestLookMs)) {
      try {
        await sleep(clock, lookMs, signal);
        await this.link.close();
        await this.#openPort(signal, isBack);
        return;
      } catch (thrown) {
        if (!isOver()) this.#noteWhyAway(toAppError(thrown));
      }
    }
  }

  /** That it is not there is known; that somebody else has it, or that it must not be opened, is news. */
  #noteWhyAway(error: AppError): void {
    if (this.#state.type !== 'away' || error.code === this.#state.error.code) return;
    if (error.code !== 'port-not-found') this.#change({ type: 'away', error: error.toWire() });
  }

  /** Opens a port that nothing was left open of. Never rejects. */
  async #openAgain(signal: AbortSignal): Promise<void> {
    try {
      await this.link.close();
      await this.#openPort(signal, () => undefined);
    } catch (error) {
      if (!signal.aborted) await this.#comeBack(signal, toAppError(error));
    }
  }

  /** One attempt, after the one before has come to its end. `onOpen` is called before anything else happens. */
  #openPort(signal: AbortSignal, onOpen: () => void): Promise<void> {
    const attempt = this.#attempt.then(async () => {
      if (signal.aborted) throw toAppError(signal.reason);
      await this.link.open(this.#baud, this.#format, signal);
      onOpen();
      this.#change({ type: 'open' });
      if (!this.#options.attach) await this.#releaseLines();
    });
    this.#attempt = attempt.catch(() => undefined);
    return attempt;
  }

  async #releaseLines(): Promise<void> {
    await this.link.releaseLines();
    this.#options.onChanged();
  }

  /** Listens before anything else happens, so that what was kept and what comes next are one. */
  #takeOver({ transport, baud, chunks }: ParkedPort, signal: AbortSignal): void {
    this.link.use(transport);
    for (const bytes of chunks) this.#options.onData(bytes);
    if (formatName(this.#format) !== formatName(format8N1)) {
      // Jobs speak 8N1.
      this.#change({ type: 'opening' });
      void this.#openAgain(signal);
      return;
    }
    this.#change({ type: 'open' });
    const settle = async (): Promise<void> => {
      if (signal.aborted) return;
      if (baud !== this.#baud) await this.link.transport.setBaud(this.#baud);
      await this.#releaseLines();
    };
    // A port that has gone says so itself.
    this.inTurn(settle).catch(() => undefined);
  }

  async #changeBaud(baud: number): Promise<void> {
    const { signal } = this.#tenure;
    if (this.#state.type === 'open') await untilAborted(this.link.transport.setBaud(baud), signal);
    this.#baud = baud;
    this.#mark({ type: 'baud', baud });
    this.#options.onChanged();
  }

  /** No driver changes it on the way: the port is closed and opened. */
  async #changeFormat(baud: number, format: LineFormat): Promise<void> {
    const former = { baud: this.#baud, format: this.#format };
    this.#baud = baud;
    this.#format = format;
    this.#options.onChanged();
    if (this.#state.type !== 'open') return;
    const signal = this.#endTenure();
    this.#change({ type: 'opening' });
    await this.link.close();
    try {
      await this.#openPort(signal, () => this.#mark({ type: 'baud', baud }));
    } catch (error) {
      if (signal.aborted) return;
      this.#baud = former.baud;
      this.#format = former.format;
      void this.#openAgain(signal);
      throw toAppError(error);
    }
  }
}
