import { AppError } from '../../../src-shared/errors/app-error';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import type { RunOptions } from '../engine-context';
import { flashBlockBytesFor } from '../loader/block-sizes';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { encodeFlashBegin, encodeSpiAttach, encodeSpiSetParams } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import type { FlashAccess } from '../requests';
import { decodeFlashId, formatFlashId, readFlashId } from './flash-id';
import { assertInReach } from './flash-reach';
import { hex } from './hex';
import { overrideFlashVoltage } from './override-flash-voltage';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { spiAttachPins } from './spi-connection';

/**
 * Lets the loader reach the flash, with the supply and on the pins asked for. A stub has done so for the usual pins when it
 * starts; the ESP8266's ROM does it on FLASH_BEGIN and has no command of its own for it.
 * Throws `command-unsupported`, `spi-pins-invalid`; `secure-download-mode` for other pins or another voltage on such a board.
 */
export async function attachFlash(
  session: ChipSession,
  access: FlashAccess = {},
  run: RunOptions = {},
): Promise<void> {
  const { spiConnection, flashVoltage } = access;
  const pins = spiConnection === undefined ? 0 : spiAttachPins(session.chip, spiConnection);
  if (session.secureDownload && pins !== 0)
    throw new AppError('secure-download-mode', { chip: session.chip.name, command: 'SPI pins' });
  if (flashVoltage !== undefined) await overrideFlashVoltage(session, flashVoltage, run);
  if (session.loader === 'stub' && spiConnection === undefined) return;
  await sendAttach(session, pins, run);
}

async function sendAttach(session: ChipSession, pins: number, { signal }: RunOptions): Promise<void> {
  if (!knowsCommand(session, opcodes.SPI_ATTACH)) {
    const nothing = { sizeBytes: 0, blockCount: 0, blockBytes: flashBlockBytesFor(session), offset: 0 };
    await session.command(opcodes.FLASH_BEGIN, encodeFlashBegin({ ...nothing, encrypted: null }), { signal });
    return;
  }
  await session.command(opcodes.SPI_ATTACH, encodeSpiAttach(pins, session.loader), { signal });
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
  /** What was asked for goes before what the id tells; null where neither tells anything. */
  readonly sizeBytes: number | null;
  /** What the id tells, whatever was asked for. */
  readonly detectedBytes: number | null;
}

/** Attaches the flash and looks how large it is. Throws `flash-not-found` and what `attachFlash` throws. */
export async function findFlash(
  session: ChipSession,
  access: FlashAccess = {},
  run: RunOptions = {},
): Promise<FlashFound> {
  return repeatOnLineFault(session, () => lookForFlash(session, access, run), run);
}

/**
 * Attaches the flash and reads its id. Where nothing answers it is attached once more: a request has no checksum, and one whose
 * pins arrive damaged is carried out. 0 or FFFFFF where nothing answers then either.
 */
export async function attachAndReadId(
  session: ChipSession,
  access: FlashAccess,
  run: RunOptions,
): Promise<number> {
  await attachFlash(session, access, run);
  const id = await readFlashId(session, run);
  if (decodeFlashId(id) !== null) return id;
  // A stub attaches by itself when it starts, and is otherwise asked only for other pins.
  if (session.loader === 'rom' || access.spiConnection !== undefined) await attachFlash(session, access, run);
  return readFlashId(session, run);
}

/** For what only makes sense with a flash that answers. Throws `flash-not-found`. */
export async function attachAnsweringFlash(
  session: ChipSession,
  access: FlashAccess,
  run: RunOptions,
): Promise<void> {
  const id = await attachAndReadId(session, access, run);
  if (decodeFlashId(id) === null) throw new AppError('flash-not-found', { id: formatFlashId(id) });
}

async function lookForFlash(session: ChipSession, access: FlashAccess, run: RunOptions): Promise<FlashFound> {
  const asked = parseFlashSize(access.flashSize ?? 'detect');
  if (session.secureDownload) {
    await attachFlash(session, access, run);
    return { id: null, sizeBytes: asked, detectedBytes: null };
  }
  const id = await attachAndReadId(session, access, run);
  const flash = decodeFlashId(id);
  if (flash === null) throw new AppError('flash-not-found', { id: formatFlashId(id) });
  const detectedBytes = flash.sizeBytes;
  return { id: formatFlashId(id), sizeBytes: asked ?? detectedBytes, detectedBytes };
}

export interface NamedRange {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * For operations on a range: attaches, announces the size, refuses what lies past the end (`past-end-of-flash`) and what the
 * loader cannot address (`flash-too-large`).
 */
export async function prepareRange(
  session: ChipSession,
  range: NamedRange,
  access: FlashAccess = {},
  run: RunOptions = {},
): Promise<FlashFound> {
  return prepareRanges(session, [range], access, run);
}

/** The same for several ranges: the flash is looked at once. */
export async function prepareRanges(
  session: ChipSession,
  ranges: readonly NamedRange[],
  access: FlashAccess,
  run: RunOptions,
): Promise<FlashFound> {
  for (const { name, offset, sizeBytes } of ranges) assertInReach(session, name, offset + sizeBytes);
  const flash = await findFlash(session, access, run);
  for (const { name, offset, sizeBytes } of ranges) assertInFlash(name, offset + sizeBytes, flash.sizeBytes);
  const end = Math.max(0, ...ranges.map(({ offset, sizeBytes }) => offset + sizeBytes));
  await setFlashSize(session, flash.sizeBytes ?? sizeThatHolds(end), run);
  return flash;
}

function assertInFlash(name: string, end: number, flashSizeBytes: number | null): void {
  if (flashSizeBytes === null || end <= flashSizeBytes) return;
  throw new AppError('past-end-of-flash', { name, end: hex(end), flashEnd: hex(flashSizeBytes) });
}

/** For a flash of unknown size: the smallest power of two that holds what is asked for, so that the loader lets it pass. */
export function sizeThatHolds(endBytes: number): number {
  const smallest = 0x10_0000;
  return Math.max(smallest, 2 ** Math.ceil(Math.log2(Math.max(1, endBytes))));
}
