import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import { sleep, type AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSpec } from '../chips/chip-spec';
import type { EngineContext } from '../engine-context';
import { encodeReadRegister, encodeWriteRegister } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import type { ResetStep } from '../requests';
import type { Transport } from '../transport/transport';
import type { ChipSession, CommandOptions, Reply } from './chip-session';
import type { CommandChannel } from './command-channel';
import { assertSupported } from './command-support';
import { syncOnce } from './sync';

const resyncAttempts = 5;
const resyncQuietMs = 100;
const resyncLimitMs = 2_000;
/** Fewer bytes outside of frames are a damaged frame or noise. */
const fewestBootBytes = 40;

export interface LoaderSessionState {
  readonly chip: ChipSpec;
  readonly loader: 'rom' | 'stub';
  readonly secureDownload: boolean;
  readonly hardReset?: readonly ResetStep[] | undefined;
}

/** ROM and stub speak the same protocol: one session, told which of the two it talks to. */
export class LoaderSession implements ChipSession {
  readonly chip: ChipSpec;
  readonly loader: 'rom' | 'stub';
  readonly secureDownload: boolean;
  readonly hardReset: readonly ResetStep[] | undefined;
  readonly channel: CommandChannel;
  #closed = false;

  constructor(channel: CommandChannel, { chip, loader, secureDownload, hardReset }: LoaderSessionState) {
    this.channel = channel;
    this.chip = chip;
    this.loader = loader;
    this.secureDownload = secureDownload;
    this.hardReset = hardReset;
    channel.link.bootText.clear();
  }

  get transport(): Transport {
    return this.channel.link.transport;
  }

  get context(): EngineContext {
    return this.channel.link.context;
  }

  get baud(): number {
    return this.channel.baud;
  }

  get canReset(): boolean {
    return this.transport.features.lines;
  }

  async command(opcode: number, data: Uint8Array, options: CommandOptions = {}): Promise<Reply> {
    assertSupported(this, opcode);
    return this.channel.command(opcode, data, options);
  }

  async readRegister(address: number, signal?: AbortSignalLike): Promise<number> {
    const reply = await this.command(opcodes.READ_REG, encodeReadRegister(address), { signal });
    return reply.value;
  }

  async writeRegister(
    address: number,
    value: number,
    options: { mask?: number; delayUs?: number; signal?: AbortSignalLike | undefined } = {},
  ): Promise<void> {
    const { signal, ...rest } = options;
    await this.command(opcodes.WRITE_REG, encodeWriteRegister({ address, value, ...rest }), { signal });
  }

  receiveFrame(timeoutMs: number, signal?: AbortSignalLike, onBegin?: () => void): Promise<Uint8Array> {
    return this.channel.receiveFrame(timeoutMs, signal, onBegin);
  }

  sendFrame(body: Uint8Array): Promise<void> {
    return this.channel.sendFrame(body);
  }

  /**
   * Also ends a half-received frame in the loader: SYNC begins with an end mark. Throws `no-response` when nobody
   * answers, `supply-broke-down` or `chip-restarted` where the chip has said why.
   */
  async resynchronise(signal?: AbortSignalLike): Promise<void> {
    const { link } = this.channel;
    link.clear();
    await link.drain(resyncQuietMs, resyncLimitMs, signal);
    await this.transport.discardInput();
    for (let attempt = 0; attempt < resyncAttempts; attempt++) {
      if ((await syncOnce(this.channel, signal)) !== null) return;
      await sleep(this.context.clock, resyncQuietMs, signal).catch((error: unknown) => {
        throw toAppError(error);
      });
    }
    throw this.#whyDeaf();
  }

  /** What the chip said outside of frames since it was a loader tells whether it still is one. */
  #whyDeaf(): AppError {
    const text = Buffer.from(this.channel.link.bootText.bytes).toString('latin1');
    const context = { command: 'SYNC' };
    if (/brown-?out/i.test(text)) return new AppError('supply-broke-down', context);
    // At the rate of the line a boot text is garbage, but a loader says nothing at all.
    return new AppError(text.length < fewestBootBytes ? 'no-response' : 'chip-restarted', context);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.channel.link.detach();
    await this.transport.close();
  }
}
