import { AppError } from '../../../src-shared/errors/app-error';
import type { LineFormat } from '../../../src-shared/model/monitor';
import { Listeners } from '../../../src-main/engine/transport/listeners';
import type {
  LineState,
  OpenOptions,
  Transport,
  TransportFeatures,
} from '../../../src-main/engine/transport/transport';

/** A line in a test's hands: it writes down what is done to it, and says what the test lets it say. */
export class OpenLine implements Transport {
  label = 'ttyTest';
  features: TransportFeatures = { lines: true, baud: true, usb: null };
  lineState = { dtr: false, rts: false };
  /** What was done, in order: `open 115200 8N1`, `close`, `baud 74880`, `lines 0 1`, `write 3`. */
  readonly log: string[] = [];
  isOpen = false;
  baud = 0;
  format: LineFormat | undefined;
  /** Called before each request; may throw or wait as a driver would. */
  before: (what: 'open' | 'close' | 'write' | 'baud' | 'lines') => void | Promise<void> = () => undefined;
  readonly #data = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<AppError>();

  async open(baud: number, { format }: OpenOptions = {}): Promise<void> {
    await this.before('open');
    if (this.isOpen) throw new AppError('port-busy', { port: this.label });
    this.isOpen = true;
    this.baud = baud;
    this.format = format;
    this.log.push(`open ${baud}`);
  }

  async close(): Promise<void> {
    await this.before('close');
    if (this.isOpen) this.log.push('close');
    this.isOpen = false;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.before('write');
    this.log.push(`write ${bytes.length}`);
  }

  async setBaud(baud: number): Promise<void> {
    await this.before('baud');
    this.baud = baud;
    this.log.push(`baud ${baud}`);
  }

  async setLines(lines: LineState): Promise<void> {
    await this.before('lines');
    this.lineState = { ...this.lineState, ...lines };
    this.log.push(`lines ${Number(this.lineState.dtr)} ${Number(this.lineState.rts)}`);
  }

  async discardInput(): Promise<void> {}

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#data.add(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#lost.add(listener);
  }

  say(text: string): void {
    this.#data.tell(new TextEncoder().encode(text));
  }

  lose(): void {
    this.isOpen = false;
    this.#lost.tell(new AppError('port-lost', { port: this.label }));
  }
}
