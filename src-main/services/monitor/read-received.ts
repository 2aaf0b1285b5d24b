import { StoredBytesReader } from '../../files/monitor/stored-bytes-reader';
import type { StoredBytes } from '../../files/monitor/stored-segment';

/** A stretch of what the board sent. */
export interface ReceivedPart {
  /** Of its first byte, counted from the first byte received. */
  readonly offset: number;
  readonly endOffset: number;
  readonly stored: StoredBytes;
}

/**
 * The bytes from `from` up to `to`; `parts` follow each other and hold them. What was thrown away meanwhile is missing at the
 * start. Throws `file-unreadable`.
 */
export async function readReceived(
  parts: readonly ReceivedPart[],
  from: number,
  to: number,
): Promise<{ readonly offset: number; readonly bytes: Buffer }> {
  let offset = from;
  let pieces: Buffer[] = [];
  for (const part of parts) {
    const end = Math.min(to, part.endOffset);
    const piece = await readPart(part, Math.max(from, part.offset), end);
    if (piece !== null) pieces.push(piece);
    else [offset, pieces] = [end, []];
  }
  return { offset, bytes: Buffer.concat(pieces) };
}

async function readPart({ offset, stored }: ReceivedPart, from: number, to: number): Promise<Buffer | null> {
  const reader = new StoredBytesReader(stored);
  try {
    return await reader.read(from - offset, to - offset);
  } finally {
    await reader.close();
  }
}
