import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import { format8N1, formatName, type LineFormat } from '../../../src-shared/model/monitor';
import type { Clock } from '../../../src-shared/time/clock';
import type { Question } from '../../telnet/com-port-client';
import {
  baudBytes,
  baudOf,
  comPortCommands,
  controlOf,
  controls,
  parityValues,
  purges,
  type ComPortMessage,
} from '../../telnet/com-port-option';
import { parseSignature } from '../../telnet/port-signature';
import { Listeners } from './listeners';
import { Rfc2217Session } from './rfc2217-session';
import { parseRfc2217Url, type Rfc2217Address } from './rfc2217-url';
import { TcpTransport } from './tcp-transport';
import type { LineState, OpenOptions, Transport, TransportFeatures } from './transport';

/** Further off than this, a UART does not understand its peer. */
const baudTolerance = 0.02;

/** What most servers leave their port with; nobody tells. */
const linesAfterOpen: Required<LineState> = { dtr: true, rts: true };

const plain: TransportFeatures = { lines: false, baud: false, usb: null };
const comPort: TransportFeatures = { lines: true, baud: true, usb: null };

/**
 * A serial port behind a server that speaks RFC 2217. Every change waits for the server's answer, so that time counts from
 * when it was made. A server that speaks only telnet, or none, carries data all the same.
 */
export class Rfc2217Transport implements Transport {
  readonly label: string;
  readonly #clock: Clock;
  readonly #address: Rfc2217Address;
  readonly #link: TcpTransport;
  readonly #data = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<AppError>();
  #features = plain;
  #lineState: Required<LineState> = linesAfterOpen;
  #session: Rfc2217Session | null = null;
  #isOpen = false;
  /** Data on the way when the input was to be thrown away. */
  #isDiscarding = false;
  #awaitsControl = true;
  #purges = false;

  /** `port-url-invalid` for an address that cannot be one. */
  constructor(url: string, clock: Clock) {
    this.#clock = clock;
    this.#address = parseRfc2217Url(url);
    this.#link = new TcpTransport(this.#address.host, this.#address.port);
    this.label = this.#link.label;
    this.#link.onData((bytes) => this.#session?.receive(bytes));
    this.#link.onLost((error) => this.#linkLost(error));
  }

  get features(): TransportFeatures {
    return this.#features;
  }

  get lineState(): Required<LineState> {
    return this.#lineState;
  }

  /** Besides what `TcpTransport` says: `port-busy` where the server has another client, `baud-unsupported`, `format-unsupported`. */
  async open(baud: number, { format = format8N1 }: OpenOptions = {}): Promise<void> {
    const session = new Rfc2217Session({
      clock: this.#clock,
      timeoutMs: this.#address.timeoutMs,
      send: (bytes) => this.#link.write(bytes),
      onData: (bytes) => {
        if (!this.#isDiscarding) this.#data.tell(bytes);
      },
      onTold: (message) => this.#told(message),
    });
    this.#session = session;
    this.#isDiscarding = false;
    this.#lineState = linesAfterOpen;
    this.#awaitsControl = this.#address.awaitsControl;
    await this.#link.open(baud);
    try {
      const kind = await session.start();
      this.#purges = kind === 'com-port';
      if (kind === 'com-port') {
        this.#features = comPort;
        await this.#configure(session, baud, format);
      } else this.#features = plain;
      this.#isOpen = true;
    } catch (error) {
      await this.close();
      throw this.#openError(toAppError(error), session);
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#isOpen = false;
    session?.fail(this.#lostError());
    await this.#link.close();
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#sessionOrLost().write(bytes);
  }

  async setBaud(baud: number): Promise<void> {
    const session = this.#sessionOrLost();
    const refused = (): AppError => new AppError('baud-unsupported', { port: this.label, baud });
    if (!this.#features.baud) throw refused();
    const [answer] = await session.ask(baudQuestion(baud));
    if (!isNear(answer, baud)) throw refused();
  }

  /**
   * Both in one packet, so that a server which can, changes them together. With others the order counts: DTR let go while RTS is
   * asserted is a reset, which letting go of both is not to be.
   */
  async setLines({ dtr, rts }: LineState): Promise<void> {
    const session = this.#sessionOrLost();
    if (!this.#features.lines) return;
    const values: number[] = [];
    if (dtr !== undefined) values.push(controlOf('dtr', dtr));
    if (rts !== undefined) values.push(controlOf('rts', rts));
    if (dtr === false && rts === false) values.reverse();
    this.#lineState = { dtr: dtr ?? this.#lineState.dtr, rts: rts ?? this.#lineState.rts };
    const questions = values.map((value) => ({ command: comPortCommands.setControl, value: [value] }));
    if (!this.#awaitsControl) {
      await session.tell(...questions);
      return;
    }
    const answers = await session.ask(...questions);
    // Some servers do as they are told and say nothing: waiting for them again would spoil every reset.
    if (answers.includes(null)) this.#awaitsControl = false;
    const isRefused = answers.some((answer, index) => answer !== null && answer[0] !== values[index]);
    if (isRefused) this.#withoutLines();
  }

  /** What the server has kept until it answers is old, and so is what arrives before the answer. */
  async discardInput(): Promise<void> {
    const session = this.#sessionOrLost();
    if (!this.#purges) return;
    this.#isDiscarding = true;
    try {
      const [answer] = await session.ask({ command: comPortCommands.purgeData, value: [purges.received] });
      this.#purges = answer !== null;
    } finally {
      this.#isDiscarding = false;
    }
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#data.add(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#lost.add(listener);
  }

  /** The questions that need no answer come first: once the others are answered, so are they, or they never will be. */
  async #configure(session: Rfc2217Session, baud: number, format: LineFormat): Promise<void> {
    await session.tell(
      { command: comPortCommands.signature, value: [] },
      { command: comPortCommands.setControl, value: [controls.askDtr] },
      { command: comPortCommands.setControl, value: [controls.noFlow] },
      { command: comPortCommands.setLineStateMask, value: [0] },
      { command: comPortCommands.setModemStateMask, value: [0] },
    );
    const [rate, ...formats] = await session.ask(
      baudQuestion(baud),
      { command: comPortCommands.setDataSize, value: [format.dataBits] },
      { command: comPortCommands.setParity, value: [parityValues[format.parity]] },
      { command: comPortCommands.setStopSize, value: [format.stopBits] },
    );
    const failed = (reason: string): AppError =>
      new AppError('port-open-failed', { port: this.label, reason });
    if (rate === null || formats.includes(null)) throw failed('its server does not answer');
    if (!isNear(rate, baud)) throw new AppError('baud-unsupported', { port: this.label, baud });
    const wanted = [format.dataBits, parityValues[format.parity], format.stopBits];
    if (formats.every((answer, index) => answer?.[0] === wanted[index])) return;
    const name = formatName(format);
    throw name === '8N1'
      ? failed('its server cannot set 8 data bits, no parity, 1 stop bit')
      : new AppError('format-unsupported', { port: this.label, format: name });
  }

  #told({ command, value }: ComPortMessage): void {
    if (command === comPortCommands.signature) {
      const signature = parseSignature(Buffer.from(value).toString('latin1'));
      if (signature !== null) this.#features = { ...this.#features, ...signature };
    }
    // The question instead of an answer: the port there has no lines. Seen from ser2net in front of a pseudo-terminal.
    if (command === comPortCommands.setControl && value[0] === controls.askDtr) this.#withoutLines();
  }

  #withoutLines(): void {
    this.#features = { ...this.#features, lines: false };
  }

  #linkLost(error: AppError): void {
    const session = this.#session;
    const wasOpen = this.#isOpen;
    this.#session = null;
    this.#isOpen = false;
    session?.fail(error);
    if (wasOpen) this.#lost.tell(error);
  }

  /** A server that hangs up before anything was agreed on usually says why. */
  #openError(error: AppError, { words }: Rfc2217Session): AppError {
    if (error.code !== 'port-lost') return error;
    const context = { port: this.label };
    if (/in use|busy/i.test(words)) return new AppError('port-busy', context, { cause: error });
    const reason = words === '' ? 'its server hung up' : words;
    return new AppError('port-open-failed', { ...context, reason }, { cause: error });
  }

  #sessionOrLost(): Rfc2217Session {
    if (this.#session === null) throw this.#lostError();
    return this.#session;
  }

  #lostError(): AppError {
    return new AppError('port-lost', { port: this.label });
  }
}

function baudQuestion(baud: number): Question {
  return { command: comPortCommands.setBaudRate, value: baudBytes(baud) };
}

function isNear(answer: Uint8Array | null | undefined, baud: number): boolean {
  return answer ? Math.abs(baudOf(answer) - baud) <= baud * baudTolerance : false;
}
