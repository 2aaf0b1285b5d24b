import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import { sleep } from '../../../src-shared/time/clock';
import type { EngineContext, RunOptions } from '../engine-context';
import type { Transport } from '../transport/transport';
import { CommandChannel, throwIfAborted } from './command-channel';
import { DeadlineTransport } from './deadline-transport';
import { FrameLink } from './frame-link';
import { openPort } from './open-port';
import { reopen } from './reopen';
import { hardResetSteps, runSteps, strategiesFor } from './reset-strategies';
import { romBaud } from './rom-baud';
import { syncOnce } from './sync';
import { usbKind } from './usb-kind';

/** A chip's own USB is back within this time after a reset. */
const reenumerateMs = 3_000;

/** What one SYNC brought. */
export interface SyncTrial {
  /** Who answered; null for nobody that could be understood. */
  readonly answered: 'rom' | 'stub' | null;
  /** Our own SYNC came back as it was sent. */
  readonly echoed: boolean;
  /** What came that was no answer. */
  readonly received: Uint8Array;
}

export interface ListenOptions {
  /** Bits a second; ignored where the line has no rate that could be changed. */
  readonly baud: number;
  /** Into the application, into the loader, or as it is. Without lines: as it is. */
  readonly reset: 'run' | 'download' | 'none';
  /** From the end of the reset on. */
  readonly listenMs: number;
}

/** An open port to look at, before there is any loader to talk to. Whoever opened it closes it. One request at a time. */
export class LineProbe {
  readonly #transport: Transport;
  readonly #context: EngineContext;

  private constructor(transport: Transport, context: EngineContext) {
    this.#transport = transport;
    this.#context = context;
  }

  /** Opens the port at 115200 baud. Errors: those of `Transport.open`, `cancelled`. */
  static async open(transport: Transport, context: EngineContext, run: RunOptions = {}): Promise<LineProbe> {
    const guarded = new DeadlineTransport(transport, context.clock);
    throwIfAborted(run.signal);
    await openPort(guarded, romBaud, { clock: context.clock, signal: run.signal });
    return new LineProbe(guarded, context);
  }

  /** The port with deadlines on all that it does. */
  get transport(): Transport {
    return this.#transport;
  }

  /**
   * Resets and listens. All that came, in order, at most what the line carries in that time. A chip's own USB that goes away
   * with the reset is open again afterwards. `port-lost` for any other.
   */
  async listen({ baud, reset, listenMs }: ListenOptions, run: RunOptions = {}): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    const losses: AppError[] = [];
    await this.#setBaud(baud);
    await this.#transport.discardInput();
    const unsubscribe = [
      this.#transport.onData((bytes) => chunks.push(bytes.slice())),
      this.#transport.onLost((error) => losses.push(error)),
    ];
    try {
      await this.#reset(reset, losses, run);
      await this.#wait(listenMs, run);
      await this.#comeBack(losses, run);
    } finally {
      for (const end of unsubscribe) end();
    }
    return Buffer.concat(chunks);
  }

  /** One SYNC at this rate, without a reset. A loader answers within 100 ms, or it did not hear us. */
  async sync(baud: number, { signal }: RunOptions = {}): Promise<SyncTrial> {
    await this.#setBaud(baud);
    await this.#transport.discardInput();
    const link = new FrameLink(this.#transport, this.#context);
    try {
      const synced = await syncOnce(new CommandChannel(link, baud), signal);
      const received = Buffer.concat([link.bootText.bytes, link.unfinished]);
      return { answered: synced?.loader ?? null, echoed: link.echoes > 0, received };
    } catch (error) {
      throw toAppError(error);
    } finally {
      link.detach();
    }
  }

  /** Idempotent, never rejects. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  async #setBaud(baud: number): Promise<void> {
    if (this.#transport.features.baud) await this.#transport.setBaud(baud);
  }

  async #reset(reset: ListenOptions['reset'], losses: AppError[], run: RunOptions): Promise<void> {
    const transport = this.#transport;
    if (reset === 'none' || !transport.features.lines) return;
    const [strategy] = strategiesFor(transport, { before: 'default-reset' });
    const steps = reset === 'run' ? hardResetSteps(transport) : (strategy?.steps ?? []);
    try {
      await runSteps(steps, transport, this.#context.clock, run.signal);
    } catch (error) {
      const lost = toAppError(error);
      if (lost.code !== 'port-lost') throw lost;
      losses.push(lost);
    }
    await this.#comeBack(losses, run);
  }

  async #comeBack(losses: AppError[], { signal }: RunOptions): Promise<void> {
    const [lost] = losses.splice(0);
    if (lost === undefined) return;
    if (usbKind(this.#transport) === null) throw lost;
    await reopen(this.#transport, romBaud, { clock: this.#context.clock, withinMs: reenumerateMs, signal });
  }

  async #wait(waitMs: number, { signal }: RunOptions): Promise<void> {
    await sleep(this.#context.clock, waitMs, signal).catch((error: unknown) => {
      throw toAppError(error);
    });
  }
}
