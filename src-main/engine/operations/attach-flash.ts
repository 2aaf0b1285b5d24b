import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { flashBlockBytesFor } from '../loader/block-sizes';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { encodeFlashBegin, encodeSpiAttach, encodeSpiSetParams } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { decodeFlashId, formatFlashId, readFlashId } from './flash-id';
import { hex } from './hex';
import { repeatOnLineFault } from './repeat-on-line-fault';

/**
 * Lets the loader reach the flash. A stub has done so when it starts; the ESP8266's ROM does it on FLASH_BEGIN and has no
 * command of its own for it.
 */
export async function attachFlash(session: ChipSession, { signal }: RunOptions = {}): Promise<void> {
  if (session.loader === 'stub') return;
  if (!knowsCommand(session, opcodes.SPI_ATTACH)) {
    const nothing = { sizeBytes: 0, blockCount: 0, blockBytes: flashBlockBytesFor(session), offset: 0 };
    await session.command(opcodes.FLASH_BEGIN, encodeFlashBegin({ ...nothing, encrypted: null }), { signal });
    return;
  }
  await session.command(opcodes.SPI_ATTACH, encodeSpiAttach(0, 'rom'), { signal });
}

/** Tells the loader how large the flash is: it refuses what lies past the end. The ESP8266's ROM has no such command. */
export async function setFlashSize(
  session: ChipSession,
  sizeBytes: number,
  run: RunOptions = {},
): Promise<void> {
  if (!knowsCommand(session, opcodes.SPI_SET_PARAMS)) return;
  const body = encodeSpiSetParams(sizeBytes);
  const { signal } = run;
  await repeatOnLineFault(session, () => session.command(opcodes.SPI_SET_PARAMS, body, { signal }), run);
}

export interface FlashFound {
  /** As formatted for errors; null where the loader does not let us look. */
  readonly id: string | null;
  /** Null where the id tells nothing. */
  readonly sizeBytes: number | null;
}

/** Attaches the flash and looks how large it is. Throws `flash-not-found`. */
export async function findFlash(session: ChipSession, run: RunOptions = {}): Promise<FlashFound> {
  return repeatOnLineFault(session, () => lookForFlash(session, run), run);
}

async function lookForFlash(session: ChipSession, run: RunOptions): Promise<FlashFound> {
  await attachFlash(session, run);
  if (session.secureDownload) return { id: null, sizeBytes: null };
  const id = await readFlashId(session, run);
  const flash = decodeFlashId(id);
  if (flash === null) throw new AppError('flash-not-found', { id: formatFlashId(id) });
  return { id: formatFlashId(id), sizeBytes: flash.sizeBytes };
}

/** For operations on a range: attaches, announces the size, refuses what lies past the end (`past-end-of-flash`). */
export async function prepareRange(
  session: ChipSession,
  range: { readonly name: string; readonly offset: number; readonly sizeBytes: number },
  run: RunOptions = {},
): Promise<FlashFound> {
  const flash = await findFlash(session, run);
  const end = range.offset + range.sizeBytes;
  if (flash.sizeBytes !== null && end > flash.sizeBytes)
    throw new AppError('past-end-of-flash', {
      name: range.name,
      end: hex(end),
      flashEnd: hex(flash.sizeBytes),
    });
  await setFlashSize(session, flash.sizeBytes ?? sizeThatHolds(end), run);
  return flash;
}

/** For a flash of unknown size: the smallest power of two that holds what is asked for, so that the loader lets it pass. */
export function sizeThatHolds(endBytes: number): number {
  const smallest = 0x10_0000;
  return Math.max(smallest, 2 ** Math.ceil(Math.log2(Math.max(1, endBytes))));
}
