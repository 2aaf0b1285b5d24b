import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { commandName, opcodes } from '../protocol/opcodes';
import type { BlockReadRequest, ReadRequest } from '../requests';
import { prepareRange } from './attach-flash';
import { BlockReading, type BlockRange, type ProvenBlock } from './block-reading';
import { canReadByRegisters } from './read-by-registers';

const defaultBlockBytes = 0x1_0000;

/**
 * Reads a range and hands it on block by block: every byte that is handed on is proven to be what the chip has. Returns the
 * MD5 of it all as hex. Throws `read-corrupt`, `past-end-of-flash`, `flash-too-large`, `command-unsupported`,
 * `secure-download-mode`.
 */
export async function readFlash(
  session: ChipSession,
  request: ReadRequest,
  run: RunOptions = {},
): Promise<{ md5: string }> {
  const hash = createHash('md5');
  const onBlock = (_offset: number, bytes: Uint8Array): void => {
    hash.update(bytes);
    request.onBytes(bytes);
  };
  await readFlashInBlocks(session, { ...request, onBlock }, run);
  return { md5: hash.digest('hex') };
}

/**
 * The same for whoever keeps the blocks, each with its own MD5: what was handed on stays good however the reading ends, and
 * can be gone on with from there. The next block is on its way while `onBlock` is at work with the last one.
 */
export async function readFlashInBlocks(
  session: ChipSession,
  request: BlockReadRequest,
  run: RunOptions = {},
): Promise<void> {
  const { offset, sizeBytes } = request;
  assertReadable(session);
  await prepareRange(session, { name: 'range', offset, sizeBytes }, request, run);
  run.onProgress?.({ type: 'stage', stage: 'read' });
  await readProvenBlocks(session, request, run);
}

/** The reading itself, on a flash that is attached. */
export async function readProvenBlocks(
  session: ChipSession,
  { offset, sizeBytes, blockBytes = defaultBlockBytes, onBlock }: BlockReadRequest,
  run: RunOptions,
): Promise<void> {
  const report = progressOf(sizeBytes, run);
  report(0);
  let handingOn = Promise.resolve();
  try {
    for (let done = 0; done < sizeBytes; done += blockBytes) {
      const range = { offset: offset + done, sizeBytes: Math.min(blockBytes, sizeBytes - done) };
      const block = await readBlock(session, range, (received) => report(done + received), run);
      await handingOn;
      handingOn = Promise.resolve(onBlock(range.offset, block.bytes, block.md5));
      // Awaited after the next block.
      handingOn.catch(() => undefined);
    }
  } finally {
    // What is proven is handed on, even where the next block fails; whose failure is the first one's counts.
    await handingOn;
  }
}

/** `secure-download-mode` or `command-unsupported` before anything is sent. */
export function assertReadable(session: ChipSession): void {
  if (canReadByRegisters(session)) return;
  const opcode = session.loader === 'stub' ? opcodes.READ_FLASH : opcodes.READ_FLASH_SLOW;
  const context = { chip: session.chip.name, command: commandName(opcode) };
  if (session.secureDownload) throw new AppError('secure-download-mode', context);
  if (!knowsCommand(session, opcode)) throw new AppError('command-unsupported', context);
}

function readBlock(
  session: ChipSession,
  range: BlockRange,
  onReceived: (bytes: number) => void,
  run: RunOptions,
): Promise<ProvenBlock> {
  return new BlockReading(session, range, onReceived, run).read();
}

/** Never falls, though a block may be received again. */
function progressOf(total: number, { onProgress }: RunOptions): (done: number) => void {
  let furthest = -1;
  return (done) => {
    if (done <= furthest) return;
    furthest = done;
    onProgress?.({ type: 'bytes', stage: 'read', segment: null, done, total });
  };
}
