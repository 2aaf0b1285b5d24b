import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import { describeHostFrame, describeRequest } from '../protocol/describe-frame';
import { commandName } from '../protocol/opcodes';
import {
  decodeResponse,
  encodeRequestHeader,
  looksLikeAnswerTo,
  type Response,
  type StatusBytes,
} from '../protocol/packet';
import { failureCode, invalidMessageStatus, statusReason } from '../protocol/status-codes';
import { timeouts, wireTimeMs } from '../protocol/timeouts';
import type { CommandOptions, Reply } from './chip-session';
import { untilAborted } from './deadline';
import type { FrameLink } from './frame-link';

/** A ROM repeats its refusal of an unknown command as often as it answered the command before, eight times after SYNC. */
const refusalQuietMs = 50;
const refusalLimitMs = 500;

/** Requests and their answers over a link, before it is known which chip there is. One command at a time. */
export class CommandChannel {
  readonly link: FrameLink;
  /** Rate of the line; a request's own time on it is added to its deadline. */
  baud: number;
  #busy = false;

  constructor(link: FrameLink, baud: number) {
    this.link = link;
    this.baud = baud;
  }

  get statusBytes(): StatusBytes {
    return this.link.statusBytes;
  }

  set statusBytes(statusBytes: StatusBytes) {
    this.link.statusBytes = statusBytes;
  }

  /** See `ChipSession.command`. A failed status is `command-refused` with `reason` and `status` in its context. */
  async command(opcode: number, body: Uint8Array, options: CommandOptions = {}): Promise<Reply> {
    return this.exclusively(async () => {
      // What is there before the request is sent cannot be its answer.
      this.link.forgetFrames();
      await this.send(opcode, body, options);
      const timeoutMs = (options.timeoutMs ?? timeouts.commandMs) + wireTimeMs(body.length, this.baud);
      const { value, data, status } = await this.#answer(opcode, timeoutMs, options.signal);
      const failure = failureCode(status);
      if (failure !== null) throw refused(opcode, failure);
      return { value, data };
    });
  }

  /** Sends a request and does not wait. */
  async send(opcode: number, body: Uint8Array, options: CommandOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    const checksum = options.checksum ?? 0;
    const description = describeRequest({ opcode, checksum, body });
    const sending = this.link.send(description, encodeRequestHeader(opcode, body.length, checksum), body);
    await untilAborted(sending, options.signal);
  }

  async sendFrame(body: Uint8Array): Promise<void> {
    await this.link.send(describeHostFrame(body), body);
  }

  /** The next frame as it is; `no-response` at the deadline. */
  async receiveFrame(timeoutMs: number, signal?: AbortSignalLike, onBegin?: () => void): Promise<Uint8Array> {
    const frame = await this.link.receive(timeoutMs, signal, onBegin);
    if (frame === null) throw new AppError('no-response', { command: 'DATA' });
    return frame;
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new AppError('internal', { reason: 'two commands at once on one link' });
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  /** Skips what answers something else; those frames do not extend the deadline. */
  async #answer(opcode: number, timeoutMs: number, signal?: AbortSignalLike): Promise<Response> {
    const { clock } = this.link.context;
    const endsAt = clock.now() + timeoutMs;
    for (;;) {
      const leftMs = endsAt - clock.now();
      const frame = leftMs < 0 ? null : await this.link.receive(leftMs, signal);
      if (frame === null) throw new AppError('no-response', { command: commandName(opcode) });
      const response = decodeResponse(frame, this.statusBytes);
      if (response === null) {
        if (looksLikeAnswerTo(frame, opcode)) throw damaged(opcode, frame);
        continue;
      }
      if (response.opcode === opcode) return response;
      // A ROM that does not know a command answers under the opcode of the one before it.
      if (failureCode(response.status) === invalidMessageStatus) {
        await this.link.drain(refusalQuietMs, refusalLimitMs, signal);
        throw refused(opcode, invalidMessageStatus);
      }
    }
  }
}

function refused(opcode: number, status: number): AppError {
  return new AppError('command-refused', {
    command: commandName(opcode),
    reason: statusReason(status),
    status,
  });
}

function damaged(opcode: number, frame: Uint8Array): AppError {
  return new AppError('bad-response', {
    command: commandName(opcode),
    detail: `${frame.length} bytes that do not fit its header`,
  });
}

export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw toAppError(signal.reason);
}
