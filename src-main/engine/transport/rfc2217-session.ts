import type { AppError } from '../../../src-shared/errors/app-error';
import type { Clock } from '../../../src-shared/time/clock';
import { ComPortClient, type Question } from '../../telnet/com-port-client';
import { comPortCommands, encodeRequest, type ComPortMessage } from '../../telnet/com-port-option';
import { escapeIac, telnetOptions, TelnetReceiver, type TelnetEvent } from '../../telnet/telnet-codec';
import { TelnetNegotiation } from '../../telnet/telnet-negotiation';

/** What the other side understands: RFC 2217; telnet without it; neither, so that bytes pass as they are. */
export type PeerKind = 'com-port' | 'telnet' | 'raw';

export interface Rfc2217SessionOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly send: (bytes: Uint8Array) => Promise<void>;
  readonly onData: (bytes: Uint8Array) => void;
  /** What the server tells without having been asked for it by `ask`. */
  readonly onTold: (message: ComPortMessage) => void;
}

/** Enough of what was said to tell people why a server hung up. */
const longestWords = 200;

/** A telnet connection from its first byte to its end: who is there, what is data, what is an answer. */
export class Rfc2217Session {
  readonly #options: Rfc2217SessionOptions;
  readonly #telnet = new TelnetReceiver();
  readonly #negotiation = new TelnetNegotiation([
    telnetOptions.binary,
    telnetOptions.suppressGoAhead,
    telnetOptions.comPort,
  ]);
  readonly #client: ComPortClient;
  #kind: PeerKind | null = null;
  #words = '';
  #settleStart: ((error: AppError | null) => void) | null = null;
  #resumed: Promise<void> = Promise.resolve();
  #resume: (() => void) | null = null;

  constructor(options: Rfc2217SessionOptions) {
    this.#options = options;
    this.#client = new ComPortClient(options.clock, options.timeoutMs);
  }

  /** The readable part of what came before it was known who is there. */
  get words(): string {
    return this.#words.replace(/[^\x20-\x7e]+/g, ' ').trim();
  }

  /** Finds out who is there. Only somebody who does not speak telnet lets the whole time pass. */
  async start(): Promise<PeerKind> {
    const settled = new Promise<void>((resolve, reject) => {
      const cancelTimer = this.#options.clock.schedule(this.#options.timeoutMs, () => this.#started(null));
      this.#settleStart = (error) => {
        cancelTimer();
        if (error === null) resolve();
        else reject(error);
      };
    });
    const { comPort, binary, suppressGoAhead } = telnetOptions;
    const requests = [
      this.#negotiation.request('us', comPort),
      ...[binary, suppressGoAhead].flatMap((option) => [
        this.#negotiation.request('us', option),
        this.#negotiation.request('them', option),
      ]),
    ].flatMap((request) => [...(request ?? [])]);
    await Promise.all([this.#options.send(Uint8Array.from(requests)), settled]);
    this.#kind = this.#findKind();
    return this.#kind;
  }

  /** Takes what has arrived. */
  receive(bytes: Uint8Array): void {
    if (this.#kind === 'raw') this.#options.onData(bytes);
    else for (const event of this.#telnet.push(bytes)) this.#take(event);
  }

  /** Data to the port. Waits while the server wants none, but not for ever: a server may forget to say that it goes on. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#resumed;
    await this.#options.send(this.#kind === 'raw' ? bytes : escapeIac(bytes));
  }

  /** Sends what needs no answer. */
  tell(...questions: readonly Question[]): Promise<void> {
    const requests = questions.flatMap(({ command, value }) => [...encodeRequest(command, ...value)]);
    return this.#options.send(Uint8Array.from(requests));
  }

  /** The values of the answers, null for each that did not come in time. */
  ask(...questions: readonly Question[]): Promise<readonly (Uint8Array | null)[]> {
    return this.#client.ask(questions, this.#options.send);
  }

  /** Ends everything that waits. */
  fail(error: AppError): void {
    this.#started(error);
    this.#goOn();
    this.#client.fail(error);
  }

  #take(event: TelnetEvent): void {
    if (event.type === 'data') {
      if (this.#kind === null && this.#words.length < longestWords)
        this.#words += Buffer.from(event.bytes).toString('latin1');
      this.#options.onData(event.bytes);
    } else if (event.type === 'option') {
      const answer = this.#negotiation.receive(event.verb, event.option);
      // A connection that is gone says so itself.
      if (answer !== null) this.#options.send(answer).catch(() => undefined);
      if (this.#isDecided()) this.#started(null);
    } else if (event.option === telnetOptions.comPort) this.#takeMessage(event.payload);
  }

  #takeMessage(payload: Uint8Array): void {
    const told = this.#client.take(payload);
    if (told === null) return;
    if (told.command === comPortCommands.flowControlSuspend) this.#suspend();
    else if (told.command === comPortCommands.flowControlResume) this.#goOn();
    else this.#options.onTold(told);
  }

  #isDecided(): boolean {
    const { comPort } = telnetOptions;
    return this.#negotiation.isOn('us', comPort) || this.#negotiation.isRefused('us', comPort);
  }

  #findKind(): PeerKind {
    if (this.#negotiation.isOn('us', telnetOptions.comPort)) return 'com-port';
    return this.#negotiation.answered ? 'telnet' : 'raw';
  }

  #started(error: AppError | null): void {
    const settle = this.#settleStart;
    this.#settleStart = null;
    settle?.(error);
  }

  #suspend(): void {
    if (this.#resume !== null) return;
    this.#resumed = new Promise((resolve) => {
      const cancelTimer = this.#options.clock.schedule(this.#options.timeoutMs, () => this.#goOn());
      this.#resume = () => {
        cancelTimer();
        resolve();
      };
    });
  }

  #goOn(): void {
    this.#resume?.();
    this.#resume = null;
  }
}
