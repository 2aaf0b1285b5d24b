import { createHash } from 'node:crypto';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { flashReadCommand, SpiWindow } from './spi-command';

/**
 * True for the ESP8266's ROM: it has no command that reads the flash or hashes it, but its registers can be read and written,
 * the SPI peripheral's among them.
 */
export function canReadByRegisters(session: ChipSession): boolean {
  return session.loader === 'rom' && hasQuirk(session.chip, 'esp8266-rom');
}

/**
 * Reads the flash 64 bytes at a time through the SPI peripheral's data words: some 20 commands each, less than 1 KiB a second
 * at 115200 baud. `onBytes` gets them in order.
 */
export async function readByRegisters(
  session: ChipSession,
  { offset, sizeBytes }: { readonly offset: number; readonly sizeBytes: number },
  onBytes: (bytes: Uint8Array) => void,
  run: RunOptions,
): Promise<void> {
  const window = await SpiWindow.open(session, flashReadCommand, run);
  for (let done = 0; done < sizeBytes; done += SpiWindow.sizeBytes) {
    const wanted = Math.min(SpiWindow.sizeBytes, sizeBytes - done);
    onBytes(await repeatOnLineFault(session, () => window.read(offset + done, wanted), run));
  }
  await window.close();
}

/** MD5 of a range as hex, of bytes that were all read back. `onDone` gets how many so far. */
export async function hashByRegisters(
  session: ChipSession,
  offset: number,
  sizeBytes: number,
  onDone: (doneBytes: number) => void,
  run: RunOptions,
): Promise<string> {
  const hash = createHash('md5');
  let done = 0;
  const take = (bytes: Uint8Array): void => {
    hash.update(bytes);
    done += bytes.length;
    onDone(done);
  };
  await readByRegisters(session, { offset, sizeBytes }, take, run);
  return hash.digest('hex');
}
