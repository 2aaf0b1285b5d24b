import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { EngineContext, RunOptions } from '../engine-context';
import { canChangeBaud } from '../loader/change-baud';
import type { ChipSession } from '../loader/chip-session';
import { connect, connectAgain } from '../loader/connect';
import { withinDeadline } from '../loader/deadline';
import { usbKind } from '../loader/usb-kind';
import type { AfterReset, ConnectRequest } from '../requests';
import type { Transport } from '../transport/transport';
import { readFingerprint } from './board-fingerprint';
import { leaveBoard } from './leave-board';
import { isLinkFault } from './link-fault';
import { nextLinkSettings, type LinkSettings } from './link-settings';

const defaultDeadlineMs = 2 * 60 * 60 * 1000;
/** Work that hears of the deadline gets this long to come to an end by itself. */
const graceMs = 5_000;
/** A chip that restarts by itself is begun with again so often; one that cannot be connected to, once. */
const restartsForgiven = 2;
const failedConnectsForgiven = 1;
/** A cable that falls out more often is no cable. */
const returnsAwaited = 10;

export interface AdaptiveLinkOptions {
  /** Called once: a transport finds its device again by itself. */
  readonly openTransport: () => Transport;
  /** `baud` and `useStub` are those of the settings. */
  readonly connect: Omit<ConnectRequest, 'baud' | 'useStub'>;
  readonly settings: LinkSettings;
  readonly context: EngineContext;
  /** How long a board that was unplugged may stay away. Default 0: a lost port ends the work. */
  readonly returnWithinMs?: number | undefined;
  /** For all attempts together; then `took-too-long`. Default: two hours. */
  readonly deadlineMs?: number | undefined;
  /** How a board is left whose work was given up. Default: as it is in its application, `hard-reset`. */
  readonly afterFailure?: AfterReset | undefined;
}

/**
 * What is to be done with the board, all of it: it may be called again after it has failed, with a new session with the same
 * board and other settings. It must be safe to do twice, and `settings.compress` false must keep it from compressing.
 * `attempt` counts from 1: from 2 on, what is there already need not be sent again. `run` has a signal that also ends the work at the
 * deadline of the link.
 */
export type LinkWork<T> = (
  session: ChipSession,
  settings: LinkSettings,
  attempt: number,
  run: RunOptions,
) => Promise<T>;

export interface LinkOutcome<T> {
  readonly value: T;
  /** What worked: worth beginning with on the same adapter the next time. */
  readonly settings: LinkSettings;
}

/**
 * Connects, does the work and closes the port, whatever happens. Where the line does not bear it, closes, tells
 * `link-slower`, `link-uncompressed` or `link-without-stub`, connects again and does it again; where the port was lost and may
 * come back, waits for it (`waiting-for-board`, `board-back`). Ends in the work's value or one AppError: the last reason, `board-changed`
 * where another board came back, `took-too-long`, `cancelled`.
 */
export async function withAdaptiveLink<T>(
  options: AdaptiveLinkOptions,
  work: LinkWork<T>,
  run: RunOptions = {},
): Promise<LinkOutcome<T>> {
  const { deadlineMs = defaultDeadlineMs, context } = options;
  const deadline = new AbortController();
  const minutes = Math.ceil(deadlineMs / 60_000);
  const cancelTimer = context.clock.schedule(deadlineMs, () =>
    deadline.abort(new AppError('took-too-long', { minutes })),
  );
  const signal = run.signal ? AbortSignal.any([run.signal, deadline.signal]) : deadline.signal;
  try {
    return await new AdaptiveLink(options, work, { ...run, signal }).run();
  } catch (error) {
    throw toAppError(signal.aborted ? signal.reason : error);
  } finally {
    cancelTimer();
  }
}

class AdaptiveLink<T> {
  readonly #options: AdaptiveLinkOptions;
  readonly #work: LinkWork<T>;
  readonly #run: RunOptions;
  readonly #transport: Transport;
  readonly #endsAt: number;
  #settings: LinkSettings;
  #fingerprint: string | null = null;
  /** What the attempt before failed with. */
  #before: AppError | null = null;
  /** The port has gone; the error that said so. */
  #lost: AppError | null = null;
  #returns = 0;
  #restarts = 0;
  #failedConnects = 0;
  #lastChanceTaken = false;

  constructor(options: AdaptiveLinkOptions, work: LinkWork<T>, run: RunOptions) {
    this.#options = options;
    this.#work = work;
    this.#run = run;
    this.#settings = options.settings;
    this.#endsAt = options.context.clock.now() + (options.deadlineMs ?? defaultDeadlineMs);
    this.#transport = options.openTransport();
  }

  async run(): Promise<LinkOutcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const session = await this.#connect();
      if (session === null) continue;
      try {
        await this.#checkBoard(session);
        const settings = this.#effectiveSettings(session);
        const value = await this.#inTime(this.#work(session, settings, attempt, this.#run));
        return { value, settings };
      } catch (error) {
        await this.#prepareNext(session, toAppError(error));
      } finally {
        await session.close();
      }
    }
  }

  /** Work that does not hear the signal is not waited for beyond the deadline: the port is closed under it. */
  #inTime(work: Promise<T>): Promise<T> {
    const { clock } = this.#options.context;
    const timeoutMs = Math.max(0, this.#endsAt - clock.now()) + graceMs;
    return withinDeadline(work, { clock, timeoutMs, error: () => new AppError('took-too-long') });
  }

  /** Null where it is to be tried again. */
  async #connect(): Promise<ChipSession | null> {
    const { connect: request, context, returnWithinMs: withinMs = 0 } = this.#options;
    const { baud, useStub } = this.#settings;
    const asked: ConnectRequest = { ...request, baud, useStub };
    const lost = this.#lost;
    let isBack = lost === null;
    try {
      if (lost === null) return await connect(this.#transport, asked, context, this.#run);
      const onProgress: RunOptions['onProgress'] = (event) => {
        if (event.type === 'notice' && event.code === 'board-back') isBack = true;
        this.#run.onProgress?.(event);
      };
      const session = await connectAgain(this.#transport, asked, context, {
        ...this.#run,
        onProgress,
        withinMs,
      });
      this.#lost = null;
      return session;
    } catch (thrown) {
      const error = toAppError(thrown);
      // It never came back: what is to be said is that it went.
      if (lost !== null && !isBack && !this.#run.signal?.aborted) throw lost;
      this.#lost = null;
      if (error.code === 'port-lost' && this.#mayReturn()) {
        this.#lost = error;
        return null;
      }
      if (!isLinkFault(error, this.#before)) throw error;
      this.#failedConnects++;
      // Every loader is met at the same rate: there is only the stub that could be done without.
      if (this.#failedConnects > failedConnectsForgiven)
        this.#step(useStub ? { ...this.#settings, useStub: false } : null, error);
      return null;
    }
  }

  async #checkBoard(session: ChipSession): Promise<void> {
    const expected = this.#fingerprint;
    const actual = await readFingerprint(session, this.#run);
    if (expected === null) this.#fingerprint = actual;
    else if (actual !== null && actual !== expected)
      throw new AppError('board-changed', { expected, actual });
  }

  /** What is in force: a rate that was asked for and not reached is none to go on from. */
  #effectiveSettings(session: ChipSession): LinkSettings {
    return canChangeBaud(session) ? { ...this.#settings, baud: session.baud } : this.#settings;
  }

  /** Makes ready for another attempt, or throws what ends the work. */
  async #prepareNext(session: ChipSession, error: AppError): Promise<void> {
    try {
      if (this.#run.signal?.aborted) throw error;
      if (error.code === 'port-lost' && this.#mayReturn()) {
        this.#lost = error;
        return;
      }
      if (error.code === 'chip-restarted' && this.#restarts++ < restartsForgiven) return;
      if (!isLinkFault(error, this.#before)) throw error;
      const facts = {
        canChangeBaud: canChangeBaud(session) && usbKind(session.transport) === null,
        stubRunning: session.loader === 'stub',
      };
      this.#step(nextLinkSettings(this.#effectiveSettings(session), facts), error);
    } catch (final) {
      if (error.code !== 'port-lost') await leaveBoard(session, this.#options.afterFailure ?? 'hard-reset');
      throw final;
    }
    // Where nothing reaches the chip's reset, it can only be met again at the rate of all loaders.
    if (!session.canReset) await leaveBoard(session, 'no-reset-stub');
  }

  #mayReturn(): boolean {
    return (this.#options.returnWithinMs ?? 0) > 0 && this.#returns++ < returnsAwaited;
  }

  /** Goes on with the next settings and says so; throws the error where there are none. */
  #step(next: LinkSettings | null, error: AppError): void {
    if (next === null) {
      // Nothing is left to be given up; a chip that fell silent once may answer after a reset all the same.
      if (error.code !== 'no-response' || this.#lastChanceTaken) throw error;
      this.#lastChanceTaken = true;
      this.#before = error;
      return;
    }
    const { baud, compress } = this.#settings;
    const code =
      next.baud < baud
        ? 'link-slower'
        : compress && !next.compress
          ? 'link-uncompressed'
          : 'link-without-stub';
    this.#before = error;
    this.#settings = next;
    this.#run.onProgress?.({ type: 'notice', code, context: { baud: next.baud } });
  }
}
