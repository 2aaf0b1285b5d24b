import type { Clock } from '../../src-shared/time/clock';
import { comPortCommands, decodeRequest, lineChange, purges, type ComPortMessage } from './com-port-option';
import { ComPortServer, modemStateNotice } from './com-port-server';
import type { SharedPort } from './shared-port';
import { escapeIac, telnetOptions, TelnetReceiver, type TelnetEvent, type Verb } from './telnet-codec';
import { TelnetNegotiation } from './telnet-negotiation';

/** The part of a socket that a connection uses. */
export interface ClientSocket {
  /** Bytes that the client has not taken yet. */
  readonly writableLength: number;
  write(bytes: Uint8Array): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** What a client may send ahead of the port, and what it may leave unread, before it waits or is cut. */
const ahead = { pauseBytes: 0x4_0000, cutBytes: 0x40_0000 } as const;

type Work = Uint8Array | ComPortMessage;

/** One client of a shared port, from its first byte to its end. What it asks for is done in the order in which it came. */
export class Rfc2217Connection {
  readonly #socket: ClientSocket;
  readonly #port: SharedPort;
  readonly #server: ComPortServer;
  readonly #telnet = new TelnetReceiver();
  readonly #negotiation = new TelnetNegotiation([
    telnetOptions.binary,
    telnetOptions.suppressGoAhead,
    telnetOptions.comPort,
  ]);
  readonly #unsubscribe: () => void;
  #queue: Work[] = [];
  #queuedBytes = 0;
  #isWorking = false;
  #worked: Promise<void> = Promise.resolve();
  /** What came from the port while the client wants none. */
  #held: Uint8Array[] | null = null;
  #heldBytes = 0;
  #ended = false;

  constructor(socket: ClientSocket, port: SharedPort, clock: Clock) {
    this.#socket = socket;
    this.#port = port;
    this.#server = new ComPortServer(port, clock);
    this.#unsubscribe = port.onData((bytes) => this.#fromPort(bytes));
  }

  /** Takes what the client has sent. */
  receive(bytes: Uint8Array): void {
    if (this.#ended) return;
    for (const event of this.#telnet.push(bytes)) this.#take(event);
    if (this.#queuedBytes > ahead.pauseBytes) this.#socket.pause();
    if (!this.#isWorking) this.#worked = this.#work();
  }

  /** The client has gone. Resolves when what was being done for it has ended. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#queue = [];
    this.#unsubscribe();
    this.#server.end();
    await this.#worked;
  }

  #take(event: TelnetEvent): void {
    if (event.type === 'data') {
      this.#queue.push(event.bytes);
      this.#queuedBytes += event.bytes.length;
    } else if (event.type === 'option') {
      this.#negotiate(event.verb, event.option);
    } else if (event.option === telnetOptions.comPort) {
      const request = decodeRequest(event.payload);
      // At once: the client says so because it cannot take what is coming now.
      if (request?.command === comPortCommands.flowControlSuspend) this.#held ??= [];
      else if (request !== null) this.#queue.push(request);
    }
  }

  /** Once it is agreed on what is spoken of, the client hears how the modem's wires are, as of every change of them. */
  #negotiate(verb: Verb, option: number): void {
    const knew = this.#negotiation.isOn('them', telnetOptions.comPort);
    const answer = this.#negotiation.receive(verb, option);
    if (answer !== null) this.#socket.write(answer);
    if (!knew && this.#negotiation.isOn('them', telnetOptions.comPort)) this.#socket.write(modemStateNotice);
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      for (let next = this.#queue.shift(); next && !this.#ended; next = this.#queue.shift())
        await this.#do(next);
    } catch {
      // The port has gone; whoever shares it knows, and this client has nothing left to talk to.
      this.#socket.destroy();
    } finally {
      this.#isWorking = false;
    }
  }

  async #do(work: Work): Promise<void> {
    if (work instanceof Uint8Array) {
      await this.#port.write(work);
      this.#queuedBytes -= work.length;
      if (this.#queuedBytes <= ahead.pauseBytes) this.#socket.resume();
      return;
    }
    if (work.command === comPortCommands.purgeData && work.value[0] !== purges.toSend) this.#dropHeld();
    if (work.command === comPortCommands.flowControlResume) this.#resume();
    const lines = this.#lineChangesFrom(work);
    const answers = await (lines.length > 0 ? this.#server.changeLines(lines) : this.#server.answer(work));
    if (!this.#ended) for (const answer of answers) this.#socket.write(answer);
  }

  /** The values of this SET-CONTROL and the next ones as long as each changes another line; they leave the queue. */
  #lineChangesFrom(first: ComPortMessage): readonly number[] {
    const values: number[] = [];
    const changed = new Set<string>();
    for (let next: Work | undefined = first; next; next = this.#queue[0]) {
      const change = lineChangeOf(next);
      if (change === null || changed.has(change.line)) break;
      if (next !== first) this.#queue.shift();
      changed.add(change.line);
      values.push(change.value);
    }
    return values;
  }

  #fromPort(bytes: Uint8Array): void {
    if (this.#held !== null) {
      this.#held.push(bytes.slice());
      this.#heldBytes += bytes.length;
    } else this.#socket.write(escapeIac(bytes));
    // Neither reads nor leaves: all that the board says would pile up here.
    if (this.#heldBytes + this.#socket.writableLength > ahead.cutBytes) this.#socket.destroy();
  }

  #dropHeld(): void {
    if (this.#held !== null) this.#held = [];
    this.#heldBytes = 0;
  }

  #resume(): void {
    const held = this.#held ?? [];
    this.#dropHeld();
    this.#held = null;
    for (const bytes of held) this.#fromPort(bytes);
  }
}

function lineChangeOf(work: Work): { readonly line: string; readonly value: number } | null {
  if (work instanceof Uint8Array || work.command !== comPortCommands.setControl) return null;
  const [value = 0] = work.value;
  const [line] = Object.keys(lineChange(value) ?? {});
  return line === undefined ? null : { line, value };
}
