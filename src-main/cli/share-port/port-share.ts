import type { Socket } from 'node:net';
import { AppError } from '../../../src-shared/errors/app-error';
import { sleep, type Clock } from '../../../src-shared/time/clock';
import { withinDeadline } from '../../engine/loader/deadline';
import { openPort } from '../../engine/loader/open-port';
import type { Transport } from '../../engine/transport/transport';
import { formatAddress } from '../../telnet/listen';
import { portInUse, refuseClient } from '../../telnet/refuse-client';
import { Rfc2217Connection } from '../../telnet/rfc2217-connection';
import { sharedPortBaud } from '../../telnet/shared-port';

/** What becomes of a shared port; `client` is its address. */
export type ShareEvent =
  | {
      readonly type: 'clientConnected' | 'clientLeft' | 'clientInUse' | 'clientWithoutBoard';
      readonly client: string;
    }
  | { readonly type: 'boardLost' | 'boardBack' | 'portStuck' };

export interface PortShareOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onEvent: (event: ShareEvent) => void;
}

/** Often enough for a client that follows its board through a reset of the chip's own USB. */
const reopenIntervalMs = 250;
/** What a port may take to finish what the last client began. */
const tidyTimeoutMs = 5_000;
/** A client that has vanished without a word is noticed after this and a few probes of the system. */
const keepAliveMs = 15_000;

/**
 * A port and the one client that it has at a time. Between clients the board runs: both lines are let go, and the rate is
 * what it was at first. A board that was unplugged is waited for.
 */
export class PortShare {
  readonly #options: PortShareOptions;
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  #isThere = false;
  #losses = 0;
  #client: Socket | null = null;
  #clientGone: Promise<void> = Promise.resolve();
  /** Ends when the port is as a client may expect it. */
  #tidied: Promise<void> = Promise.resolve();

  constructor(options: PortShareOptions) {
    this.#options = options;
    this.#unsubscribe = options.transport.onLost(() => this.#lost());
  }

  /** Opens the port. Errors: those of `Transport.open`, `cancelled`. */
  async open(signal?: AbortSignal): Promise<void> {
    const { transport, clock } = this.#options;
    const losses = this.#losses;
    await openPort(transport, sharedPortBaud, { clock, signal });
    await transport.setLines({ dtr: false, rts: false });
    if (this.#losses > losses) throw new AppError('port-lost', { port: transport.label });
    this.#isThere = true;
  }

  /** Takes or refuses a client. */
  accept(socket: Socket): void {
    const { onEvent } = this.#options;
    const client = nameOf(socket);
    if (!this.#isThere) {
      refuseClient(socket, 'The board is not plugged in');
      onEvent({ type: 'clientWithoutBoard', client });
    } else if (this.#client !== null) {
      refuseClient(socket, portInUse);
      onEvent({ type: 'clientInUse', client });
    } else {
      this.#client = socket;
      onEvent({ type: 'clientConnected', client });
      void this.#serve(socket, client);
    }
  }

  /** Cuts the client, lets the board run and closes the port. */
  async close(): Promise<void> {
    this.#stop.abort(new AppError('cancelled'));
    this.#unsubscribe();
    this.#client?.destroy();
    await this.#clientGone;
    await this.#tidied;
    this.#isThere = false;
    await this.#options.transport.close();
  }

  async #serve(socket: Socket, client: string): Promise<void> {
    const { transport, clock, onEvent } = this.#options;
    socket.setKeepAlive(true, keepAliveMs);
    let connection: Rfc2217Connection | null = null;
    this.#clientGone = new Promise((resolve) => {
      socket.on('close', () => {
        this.#client = null;
        onEvent({ type: 'clientLeft', client });
        if (connection !== null) this.#tidied = this.#tidy(connection);
        resolve();
      });
    });
    // What it sends meanwhile stays in the socket.
    await this.#tidied;
    if (socket.destroyed) return;
    const served = new Rfc2217Connection(socket, transport, clock);
    connection = served;
    socket.on('data', (bytes) => served.receive(bytes));
  }

  /** Lets the board run, whatever the client has left behind. Never fails. */
  async #tidy(connection: Rfc2217Connection): Promise<void> {
    const { transport, clock, onEvent } = this.#options;
    const work = async (): Promise<void> => {
      await connection.end();
      if (!this.#isThere) return;
      await transport.setLines({ dtr: false, rts: false });
      if (transport.features.baud) await transport.setBaud(sharedPortBaud);
      await transport.discardInput();
    };
    const error = (): AppError => new AppError('port-lost', { port: transport.label });
    try {
      await withinDeadline(work(), { clock, timeoutMs: tidyTimeoutMs, error });
    } catch {
      // Unplugged: that is known and told already. Anything else is mended by a fresh start.
      if (!this.#isThere) return;
      this.#isThere = false;
      onEvent({ type: 'portStuck' });
      await this.#reopen();
    }
  }

  #lost(): void {
    this.#losses += 1;
    if (!this.#isThere) return;
    this.#isThere = false;
    this.#options.onEvent({ type: 'boardLost' });
    this.#client?.destroy();
    void this.#reopen();
  }

  /** Ends when the port is open again, or when it is not shared any more. */
  async #reopen(): Promise<void> {
    const { transport, clock, onEvent } = this.#options;
    const { signal } = this.#stop;
    await transport.close();
    while (!signal.aborted) {
      try {
        await sleep(clock, reopenIntervalMs, signal);
        await this.open(signal);
        onEvent({ type: 'boardBack' });
        return;
      } catch {
        // Not back yet.
      }
    }
  }
}

/** `host:port`; an IPv4 address that came over IPv6 as people know it. */
function nameOf({ remoteAddress = '?', remotePort = 0 }: Socket): string {
  return formatAddress({ host: remoteAddress.replace(/^::ffff:/, ''), port: remotePort });
}
