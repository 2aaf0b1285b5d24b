import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { agreedDespiteFaults } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { assertSupported } from '../loader/command-support';
import { opcodes } from '../protocol/opcodes';
import { encodeWords } from '../protocol/words';
import type { SfdpRequest } from '../requests';
import { attachAnsweringFlash } from './attach-flash';
import { hex } from './hex';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { runSpiCommand } from './spi-command';

/** @source JESD216: 24 address bits, 8 dummy bits */
const readSfdpCommand = 0x5a;
const dummyBits = 8;
const addressSpaceBytes = 0x100_0000;
const wordBytes = 4;
/** `SFDP`, as the first word of the table. */
const signature = 0x5044_4653;

export interface SfdpRead {
  readonly bytes: Uint8Array;
  /** False where the flash has no such table: what it sent means nothing then. */
  readonly exists: boolean;
}

/**
 * Bytes of the flash's own description (Serial Flash Discoverable Parameters), a word at a time through the chip's SPI
 * peripheral. Throws `past-end-of-flash` where the address has more than 24 bits; not in secure download mode.
 */
export async function readSfdp(
  session: ChipSession,
  request: SfdpRequest,
  run: RunOptions = {},
): Promise<SfdpRead> {
  assertSupported(session, opcodes.READ_REG);
  const { address, sizeBytes } = request;
  const end = address + sizeBytes;
  if (address < 0 || end > addressSpaceBytes)
    throw new AppError('past-end-of-flash', {
      name: 'SFDP',
      end: hex(end),
      flashEnd: hex(addressSpaceBytes),
    });
  await repeatOnLineFault(session, () => attachAnsweringFlash(session, request, run), run);
  const exists = (await readSfdpWord(session, 0, wordBytes, run)) === signature;
  const bytes = new Uint8Array(sizeBytes);
  for (let done = 0; done < sizeBytes; done += wordBytes) {
    const wanted = Math.min(wordBytes, sizeBytes - done);
    const word = await readSfdpWord(session, address + done, wanted, run);
    bytes.set(encodeWords(word).subarray(0, wanted), done);
  }
  return { bytes, exists };
}

function readSfdpWord(
  session: ChipSession,
  address: number,
  sizeBytes: number,
  run: RunOptions,
): Promise<number> {
  const request = { command: readSfdpCommand, readBits: 8 * sizeBytes, address, dummyBits };
  return agreedDespiteFaults(session, () => runSpiCommand(session, request, run), run);
}
