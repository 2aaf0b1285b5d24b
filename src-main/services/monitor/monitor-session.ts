import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { MonitorId, MonitorInfo } from '../../../src-shared/model/monitor';
import { untilAborted } from '../../engine/loader/deadline';
import { hardResetSteps, runSteps, strategiesFor } from '../../engine/loader/reset-strategies';
import { usbKind } from '../../engine/loader/usb-kind';
import type { LineState } from '../../engine/transport/transport';
import type { FindingsFeed } from './findings-feed';
import type { MonitorText } from './monitor-text';
import { PortKeeper, type PortKeeperOptions } from './port-keeper';
import { sendPaced } from './send-paced';

/** Counts are told four times a second, the progress of sending ten times. */
const countsWithinMs = 250;
const sendingWithinMs = 100;

export interface MonitorSessionOptions extends Omit<PortKeeperOptions, 'onData' | 'onMark' | 'onChanged'> {
  readonly id: MonitorId;
  readonly label: string;
  readonly text: MonitorText;
  readonly findings: FindingsFeed;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  /** Something in `info` is another: to be told within so many ms, 0 for at once. */
  readonly onChanged: (withinMs: number) => void;
}

export interface PacedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly chunkBytes: number;
  /** Between one chunk and the next. */
  readonly pauseMs: number;
}

/**
 * A port that is listened to, from opening the monitor to closing it: what comes goes to the text and to the findings, whatever
 * becomes of the device.
 */
export class MonitorSession {
  readonly port: PortKeeper;
  readonly text: MonitorText;
  readonly findings: FindingsFeed;
  readonly #options: MonitorSessionOptions;
  readonly #openedAtMs: number;
  #sending: MonitorInfo['sending'] = null;
  #stopSending: AbortController | null = null;
  #problem: AppError | null = null;

  constructor(options: MonitorSessionOptions) {
    const { text, findings, wallClock, onChanged } = options;
    this.#options = options;
    this.#openedAtMs = wallClock();
    this.text = text;
    this.findings = findings;
    this.port = new PortKeeper({
      ...options,
      onData: (bytes) => this.#received(bytes),
      onMark: (mark) => text.mark(mark),
      onChanged: () => onChanged(0),
    });
  }

  get info(): MonitorInfo {
    const { id, label } = this.#options;
    const { link, state, baud, format } = this.port;
    const { dtr, rts } = link.lines;
    const { firstLine, endLine, receivedBytes, log } = this.text;
    return {
      id,
      port: link.port,
      label,
      state,
      baud,
      format,
      hasLines: link.hasLines,
      dtr,
      rts,
      openedAtMs: this.#openedAtMs,
      firstLine,
      endLine,
      receivedBytes,
      log,
      sending: this.#sending,
      ...(this.#problem === null ? {} : { problem: this.#problem.toWire() }),
    };
  }

  /** What goes wrong behind the text; null: it is mended. */
  noteProblem(problem: AppError | null): void {
    this.#problem = problem;
    this.#options.onChanged(0);
  }

  /** Throws `monitor-not-open`, `lines-missing`. */
  setLines(lines: LineState): Promise<void> {
    return this.port.inTurn(async () => {
      const signal = this.port.mustBeOpen();
      this.#mustHaveLines();
      await untilAborted(this.port.link.transport.setLines(lines), signal);
      this.#options.onChanged(0);
    });
  }

  /** Resets the board while it is listened to. Throws `monitor-not-open`, `lines-missing`. */
  reset(into: 'app' | 'download'): Promise<void> {
    return this.port.inTurn(async () => {
      const { port } = this;
      const signal = port.mustBeOpen();
      this.#mustHaveLines();
      this.text.mark({ type: 'reset', into });
      const { transport } = port.link;
      const [strategy] = strategiesFor(transport, { before: 'default-reset' });
      const steps = into === 'app' ? hardResetSteps(transport) : (strategy?.steps ?? []);
      try {
        await runSteps(steps, transport, this.#options.clock, signal);
      } catch (error) {
        // A chip's own USB goes away with the reset, and is waited for like any other device.
        if (usbKind(transport) === null || port.state.type !== 'away') throw toAppError(error);
      } finally {
        this.#options.onChanged(0);
      }
    });
  }

  /** `echo`: shown as a line of its own; null for nothing. Throws `monitor-not-open`, `port-stalled`. */
  async send(bytes: Uint8Array, echo: string | null): Promise<void> {
    const signal = this.port.mustBeOpen();
    if (echo !== null) this.text.sent(echo);
    if (bytes.length > 0) await untilAborted(this.port.link.transport.write(bytes), signal);
  }

  /** Throws `monitor-not-open`, `monitor-sending`, `port-stalled`; `cancelled` when it is stopped. */
  async sendFile({ name, bytes, chunkBytes, pauseMs }: PacedFile): Promise<void> {
    const tenure = this.port.mustBeOpen();
    if (this.#sending !== null) throw new AppError('monitor-sending', { name: this.#sending.name });
    const stop = new AbortController();
    this.#stopSending = stop;
    const signal = AbortSignal.any([tenure, stop.signal]);
    const { transport } = this.port.link;
    const onSent = (done: number): void => {
      this.#sending = { name, done, total: bytes.length };
      this.#options.onChanged(sendingWithinMs);
    };
    onSent(0);
    try {
      const write = (chunk: Uint8Array): Promise<void> => untilAborted(transport.write(chunk), signal);
      await sendPaced(bytes, { clock: this.#options.clock, chunkBytes, pauseMs, signal, write, onSent });
    } catch (error) {
      throw toAppError(error);
    } finally {
      this.#sending = null;
      this.#stopSending = null;
      this.#options.onChanged(0);
    }
  }

  stopSending(): void {
    this.#stopSending?.abort(new AppError('cancelled'));
  }

  /** Closes the port and forgets the text. Idempotent, never rejects. */
  async close(): Promise<void> {
    await this.port.close();
    this.findings.close();
    await this.text.close().catch(() => undefined);
  }

  #mustHaveLines(): void {
    const { hasLines, label } = this.port.link;
    if (!hasLines) throw new AppError('lines-missing', { port: label });
  }

  #received(bytes: Uint8Array): void {
    this.findings.bytes(bytes, { line: this.text.endLine, baud: this.port.baud });
    this.text.receive(bytes);
    this.#options.onChanged(countsWithinMs);
  }
}
