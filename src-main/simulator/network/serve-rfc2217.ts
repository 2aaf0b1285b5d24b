import type { Socket } from 'node:net';
import type { BoardLink } from '../line/board-link';
import type { SimulatedBoard } from '../simulated-board';
import { ComPortServer } from './com-port-option';
import { listen, type BoardServer, type ListenAt } from './listen';
import { attachSocket } from './serve-tcp';
import {
  encodeOption,
  encodeSubnegotiation,
  escapeIac,
  telnetOptions,
  TelnetReceiver,
  type TelnetEvent,
  type Verb,
} from './telnet-codec';

/** A board behind RFC 2217: baud rate, DTR and RTS reach it as over a cable. One connection at a time. */
export function serveRfc2217(board: SimulatedBoard, at: ListenAt): Promise<BoardServer> {
  return listen(at, (socket) => {
    const link = attachSocket(socket, () =>
      board.attach({ label: board.name, baud: 115_200, lines: 'apart', ownBaud: true }),
    );
    if (link) new Connection(socket, link);
  });
}

const supported: ReadonlySet<number> = new Set([
  telnetOptions.binary,
  telnetOptions.suppressGoAhead,
  telnetOptions.comPort,
]);

/** One client. */
class Connection {
  readonly #socket: Socket;
  readonly #link: BoardLink;
  readonly #comPort: ComPortServer;
  readonly #telnet = new TelnetReceiver();
  /** Options that were agreed on: an agreement is said once, or both sides would thank each other for ever. */
  readonly #agreed = new Set<string>();

  constructor(socket: Socket, link: BoardLink) {
    this.#socket = socket;
    this.#link = link;
    this.#comPort = new ComPortServer({
      setBaud: (baud) => link.setBaud(baud),
      setLines: (lines) => link.setLines(lines),
      purgeInput: () => link.discardInput(),
    });
    link.onData((bytes) => socket.write(escapeIac(bytes)));
    socket.on('data', (bytes) => {
      for (const event of this.#telnet.push(bytes)) this.#onEvent(event);
    });
  }

  #onEvent(event: TelnetEvent): void {
    if (event.type === 'data') this.#link.write(event.bytes);
    else if (event.type === 'option') this.#onOption(event.verb, event.option);
    else if (event.option === telnetOptions.comPort)
      for (const answer of this.#comPort.answer(event.payload))
        this.#socket.write(encodeSubnegotiation(telnetOptions.comPort, answer));
  }

  /** WILL is answered with DO or DONT, DO with WILL or WONT; what is taken back is agreed to. */
  #onOption(verb: Verb, option: number): void {
    const isOffer = verb === 'WILL' || verb === 'WONT';
    const key = `${isOffer ? 'theirs' : 'ours'} ${option}`;
    const isWanted = (verb === 'WILL' || verb === 'DO') && supported.has(option);
    if (isWanted === this.#agreed.has(key) && (isWanted || verb === 'WONT' || verb === 'DONT')) return;
    if (isWanted) this.#agreed.add(key);
    else this.#agreed.delete(key);
    const yes: Verb = isOffer ? 'DO' : 'WILL';
    const no: Verb = isOffer ? 'DONT' : 'WONT';
    this.#socket.write(encodeOption(isWanted ? yes : no, option));
  }
}
