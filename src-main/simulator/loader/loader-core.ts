import { createHash } from 'node:crypto';
import { sleep, type Clock } from '../../../src-shared/time/clock';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import type { FlashCipher } from '../flash/flash-cipher';
import type { RegisterBus } from '../registers/register-bus';
import type { StubKind } from '../stub-recognition';
import type { FramePort } from './frame-port';
import type { LoaderFlash } from './loader-flash';

/** What a running loader has in its hands; the same for the ROM's and the stub's. Made anew at every reset. */
export interface LoaderCore {
  readonly chip: ChipSpec;
  readonly facts: BoardFacts;
  readonly clock: Clock;
  readonly bus: RegisterBus;
  /** As this loader reaches it. */
  readonly nor: LoaderFlash;
  readonly cipher: FlashCipher;
  readonly port: FramePort;
  readonly signal: AbortSignal;
  /** Set by SPI_SET_PARAMS, in bytes; what lies past it is refused. Null: not told. */
  flashLimit: number | null;
  /** The pins that the flash is attached to, see flash-pins.ts; null: to none. */
  attachedPins: number | null;
  /** Whether the loader that runs addresses flashes over 16 MiB with four bytes. */
  longAddresses: boolean;
  /** Null while the ROM's loader runs. */
  stub: StubKind | null;
}

/** Takes time on the chip; at once where there is none to take. */
export async function work(core: LoaderCore, durationMs: number): Promise<void> {
  if (durationMs > 0) await sleep(core.clock, durationMs, core.signal);
}

export function isInFlash(core: LoaderCore, offset: number, sizeBytes: number): boolean {
  return core.flashLimit === null || offset + sizeBytes <= core.flashLimit;
}

const chunkBytes = 0x1_0000;

/** 16 bytes; takes the time of reading and hashing. */
export async function hashFlash(core: LoaderCore, offset: number, sizeBytes: number): Promise<Uint8Array> {
  await core.nor.ready(core.signal);
  await work(core, (sizeBytes / 1024) * core.facts.time.md5MsPerKiB);
  const hash = createHash('md5');
  for (let done = 0; done < sizeBytes; done += chunkBytes)
    hash.update(core.nor.read(offset + done, Math.min(chunkBytes, sizeBytes - done)));
  return hash.digest();
}
