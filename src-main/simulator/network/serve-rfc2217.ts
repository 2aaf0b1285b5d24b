import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import { sleep, type Clock } from '../../../src-shared/time/clock';
import type { LineChange } from '../../telnet/com-port-option';
import { listen, type ListenAt, type NetworkServer } from '../../telnet/listen';
import { portInUse, refuseClient } from '../../telnet/refuse-client';
import { Rfc2217Connection } from '../../telnet/rfc2217-connection';
import { sharedPortBaud, type SharedPort } from '../../telnet/shared-port';
import type { BoardLink } from '../line/board-link';
import type { SimulatedBoard } from '../simulated-board';
import { usbIdsOf } from '../usb-ids';
import { attachSocket } from './serve-tcp';

/** A board behind RFC 2217: baud rate, DTR and RTS reach it as over a cable. One connection at a time. */
export function serveRfc2217(board: SimulatedBoard, at: ListenAt, clock: Clock): Promise<NetworkServer> {
  return listen(at, (socket) => {
    const link = attachSocket(
      socket,
      () => board.attach({ label: board.name, baud: sharedPortBaud, lines: true, ownBaud: true }),
      (error) => refuseClient(socket, refusalOf(error)),
    );
    if (!link) return;
    const connection = new Rfc2217Connection(socket, new LinkPort(link, board, clock), clock);
    socket.on('data', (bytes) => connection.receive(bytes));
    socket.on('close', () => void connection.end());
  });
}

function refusalOf(error: unknown): string {
  const { code, message } = toAppError(error);
  return code === 'port-busy' ? portInUse : message;
}

/** What a driver takes before it lets the writer wait. */
const driverBufferMs = 20;
const baudRange = { slowest: 50, fastest: 5_000_000 } as const;

/** A board's link as a port that can be shared. */
class LinkPort implements SharedPort {
  readonly features: SharedPort['features'];
  readonly #link: BoardLink;
  readonly #clock: Clock;

  constructor(link: BoardLink, board: SimulatedBoard, clock: Clock) {
    this.features = { lines: true, baud: true, usb: usbIdsOf(board.facts) };
    this.#link = link;
    this.#clock = clock;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#link.write(bytes);
    await this.#sent(driverBufferMs);
  }

  async setBaud(baud: number): Promise<void> {
    if (baud < baudRange.slowest || baud > baudRange.fastest)
      throw new AppError('baud-unsupported', { baud });
    await this.#sent(0);
    this.#link.setBaud(baud);
  }

  async setLines(lines: LineChange): Promise<void> {
    await this.#sent(0);
    this.#link.setLines(lines);
  }

  async discardInput(): Promise<void> {
    this.#link.discardInput();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#link.onData(listener);
  }

  /** Until no more than `leftMs` of what was written is on its way. */
  async #sent(leftMs: number): Promise<void> {
    for (let busyMs = this.#link.toChipBusyMs; busyMs > leftMs; busyMs = this.#link.toChipBusyMs)
      await sleep(this.#clock, busyMs - leftMs);
  }
}
