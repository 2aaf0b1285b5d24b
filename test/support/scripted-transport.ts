import { readFileSync } from 'node:fs';
import { AppError } from '../../src-shared/errors/app-error';
import type { Clock } from '../../src-shared/time/clock';
import { encodeSlip, SlipDecoder } from '../../src-main/engine/protocol/slip';
import type { LineState, Transport, TransportFeatures } from '../../src-main/engine/transport/transport';
import { golden } from './golden';

/** What the chip says to one frame of the host, in order. */
export type AnswerFrame = (frame: Uint8Array, transport: ScriptedTransport) => readonly Uint8Array[];

export interface ScriptedTransportOptions {
  readonly clock: Clock;
  readonly answer: AnswerFrame;
  readonly features?: Partial<TransportFeatures>;
  /** Between the host's frame and the chip's answers. */
  readonly latencyMs?: number;
}

/** A transport whose other end is a function: frames in, frames out, on the test's clock. It writes down all that is done to it. */
export class ScriptedTransport implements Transport {
  readonly label = 'scripted';
  readonly features: TransportFeatures;
  /** Frames of the host, unescaped, in order. */
  readonly sent: Uint8Array[] = [];
  readonly bauds: number[] = [];
  readonly lines: LineState[] = [];
  isOpen = false;
  openCount = 0;
  /** Called with every change of the lines. */
  onLines: (lines: LineState) => void = () => undefined;
  /** Called before a rate is accepted; may throw what a driver would. */
  onBaud: (baud: number) => void = () => undefined;
  /** Called before the port opens; may throw what a driver would. */
  onOpen: () => void = () => undefined;
  readonly #options: ScriptedTransportOptions;
  readonly #decoder: SlipDecoder;
  readonly #dataListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #lostListeners = new Set<(error: AppError) => void>();

  constructor(options: ScriptedTransportOptions) {
    this.#options = options;
    this.features = { lines: true, baud: true, usb: null, ...options.features };
    this.#decoder = new SlipDecoder({
      onFrame: (frame) => this.#hostFrame(frame),
      onOutside: () => {
        throw new Error('the host sent bytes outside of a frame');
      },
    });
  }

  async open(baud: number): Promise<void> {
    this.onOpen();
    this.isOpen = true;
    this.openCount++;
    this.bauds.push(baud);
  }

  async close(): Promise<void> {
    this.isOpen = false;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#assertOpen();
    this.#decoder.push(bytes);
  }

  async setBaud(baud: number): Promise<void> {
    this.#assertOpen();
    this.onBaud(baud);
    this.bauds.push(baud);
  }

  async setLines(lines: LineState): Promise<void> {
    this.#assertOpen();
    this.lines.push(lines);
    this.onLines(lines);
  }

  async discardInput(): Promise<void> {}

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  /** The chip says something outside of frames. */
  say(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
    for (const listener of this.#dataListeners) listener(bytes);
  }

  /** The port vanishes. */
  lose(): void {
    this.isOpen = false;
    for (const listener of this.#lostListeners) listener(new AppError('port-lost', { port: this.label }));
  }

  #hostFrame(frame: Uint8Array): void {
    this.sent.push(frame);
    const answers = this.#options.answer(frame, this);
    if (answers.length === 0) return;
    this.#options.clock.schedule(this.#options.latencyMs ?? 1, () => {
      if (this.isOpen) for (const answer of answers) this.say(encodeSlip(answer));
    });
  }

  #assertOpen(): void {
    if (!this.isOpen) throw new AppError('port-lost', { port: this.label });
  }
}

export interface RecordedFrame {
  readonly from: 'host' | 'chip';
  readonly frame: Uint8Array;
}

/** Frames of `golden/wire/<chip>/<name>.jsonl`. */
export function readRecording(chip: string, name: string): RecordedFrame[] {
  const lines = readFileSync(golden('wire', chip, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as { dir: 'host' | 'chip'; hex?: string })
    .filter((line) => line.hex !== undefined)
    .map((line) => ({ from: line.dir, frame: Buffer.from(line.hex ?? '', 'hex') }));
}

/** Frames of one side. */
export function framesFrom(recording: readonly RecordedFrame[], from: 'host' | 'chip'): Uint8Array[] {
  return recording.filter((recorded) => recorded.from === from).map((recorded) => recorded.frame);
}

const hex = (frame: Uint8Array): string => Buffer.from(frame).toString('hex');

const readRegister = 0x0a;
const questions: readonly (number | undefined)[] = [readRegister, 0x14];

/**
 * Plays the chip's side of a recording. The host may leave recorded frames out; what it sends must be recorded further on, and
 * gets what the chip answered then. Questions are free, the engine asks them until two answers agree: they may be repeated, and a register
 * that was not recorded reads 0.
 */
export function replayOf(recording: readonly RecordedFrame[]): AnswerFrame {
  let next = 0;
  /** Behind the last frame that was no question: what is asked again since then gets the answer that it got. */
  let settled = 0;
  let statusBytes = 4;
  const answersAt = (index: number): Uint8Array[] => {
    const rest = recording.slice(index + 1);
    const end = rest.findIndex(({ from }) => from === 'host');
    return (end < 0 ? rest : rest.slice(0, end)).map(({ frame }) => frame);
  };
  const find = (wanted: string, from: number): number =>
    recording.findIndex(
      (recorded, index) => index >= from && recorded.from === 'host' && hex(recorded.frame) === wanted,
    );
  return (frame) => {
    const isQuestion = questions.includes(frame[1]);
    const again = isQuestion ? find(hex(frame), settled) : -1;
    if (again >= 0 && again < next) return answersAt(again);
    const index = find(hex(frame), next);
    if (index >= 0) {
      next = index + 1;
      if (!isQuestion) settled = next;
      const answers = answersAt(index);
      if (answers.some((answer) => hex(answer) === hex(Buffer.from('OHAI')))) statusBytes = 2;
      return answers;
    }
    const earlier = isQuestion ? find(hex(frame), 0) : -1;
    if (earlier >= 0) return answersAt(earlier);
    if (frame[1] !== readRegister)
      throw new Error(`the recording has no such frame from here on: ${hex(frame).slice(0, 80)}`);
    return [
      Uint8Array.from([
        1,
        readRegister,
        statusBytes,
        0,
        0,
        0,
        0,
        0,
        ...new Array<number>(statusBytes).fill(0),
      ]),
    ];
  };
}
