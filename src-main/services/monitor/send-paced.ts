import { sleep, type Clock } from '../../../src-shared/time/clock';

export interface PacedSending {
  readonly clock: Clock;
  readonly chunkBytes: number;
  /** Between one chunk and the next: boards without flow control lose what comes faster than they read. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Bytes that the driver has taken. */
  readonly onSent: (done: number) => void;
}

/** Sends bytes in chunks with pauses. Rejects with the signal's reason, or with what `write` rejects with. */
export async function sendPaced(bytes: Uint8Array, sending: PacedSending): Promise<void> {
  const { clock, chunkBytes, pauseMs, signal, write, onSent } = sending;
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    if (at > 0 && pauseMs > 0) await sleep(clock, pauseMs, signal);
    signal.throwIfAborted();
    await write(bytes.subarray(at, at + chunkBytes));
    onSent(Math.min(at + chunkBytes, bytes.length));
  }
}
