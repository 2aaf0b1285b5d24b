import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { decodeMd5 } from '../protocol/answers';
import { encodeSpiFlashMd5 } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { md5TimeoutMs } from '../protocol/timeouts';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';

/** False for the ESP8266's ROM, which has no such command, and in secure download mode, which gives nothing away. */
export function canHashFlash(session: ChipSession): boolean {
  return knowsCommand(session, opcodes.SPI_FLASH_MD5) && !session.secureDownload;
}

/** MD5 of a range of the flash as hex, computed by the chip. Throws `command-unsupported` where it cannot be. */
export async function hashFlash(
  session: ChipSession,
  offset: number,
  sizeBytes: number,
  run: RunOptions = {},
): Promise<string> {
  if (!canHashFlash(session))
    throw new AppError('command-unsupported', { chip: session.chip.name, command: 'SPI_FLASH_MD5' });
  const body = encodeSpiFlashMd5(offset, sizeBytes);
  const options = { timeoutMs: md5TimeoutMs(sizeBytes), signal: run.signal };
  return repeatOnLineFault(
    session,
    async () => decodeMd5((await session.command(opcodes.SPI_FLASH_MD5, body, options)).data),
    run,
  );
}

/**
 * The MD5 of a range, asked for a second time when it is not the one expected: neither the request nor the answer has a
 * checksum, so that a damaged frame would pass for damaged data.
 */
export async function hashFlashExpecting(
  session: ChipSession,
  expected: string,
  offset: number,
  sizeBytes: number,
  run: RunOptions,
): Promise<string> {
  const md5 = await hashFlash(session, offset, sizeBytes, run);
  return md5 === expected ? md5 : hashFlash(session, offset, sizeBytes, run);
}
