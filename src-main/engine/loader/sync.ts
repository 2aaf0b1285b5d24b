import type { AbortSignalLike } from '../../../src-shared/time/clock';
import { encodeSync } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { decodeResponse, looksLikeAnswerTo, type StatusBytes } from '../protocol/packet';
import { failureCode } from '../protocol/status-codes';
import { timeouts } from '../protocol/timeouts';
import type { CommandChannel } from './command-channel';

/** Both kinds of loader answer SYNC eight times. @source golden/wire; esp-flasher-stub */
const answers = 8;

/** The other answers follow the first without a pause; one latency timer of a USB bridge is 16 ms. */
const betweenAnswersMs = 50;

export interface Synced {
  /** A ROM answers with 0x20120707, a stub with 0. @source golden/wire; esp-flasher-stub */
  readonly loader: 'rom' | 'stub';
  readonly statusBytes: StatusBytes;
}

/** One SYNC. Null when nothing usable answered in time. */
export async function syncOnce(channel: CommandChannel, signal?: AbortSignalLike): Promise<Synced | null> {
  const { link } = channel;
  return channel.exclusively(async () => {
    link.clear();
    await channel.send(opcodes.SYNC, encodeSync(), { signal });
    const { clock } = link.context;
    const endsAt = clock.now() + timeouts.syncMs;
    for (;;) {
      const leftMs = endsAt - clock.now();
      const frame = leftMs < 0 ? null : await link.receive(leftMs, signal);
      if (frame === null) return null;
      const synced = readSync(frame);
      if (synced === null) {
        // At a wrong rate, what a board says can look like a frame: it tells as much as what is outside of frames.
        if (!isPacket(frame)) link.bootText.append(frame);
        continue;
      }
      await dropRepeats(channel, signal);
      channel.statusBytes = synced.statusBytes;
      return synced;
    }
  });
}

/** SYNC's answer has no data: what follows the header is the status, and its length is the loader's. */
function readSync(frame: Uint8Array): Synced | null {
  if (!looksLikeAnswerTo(frame, opcodes.SYNC)) return null;
  const statusBytes = frame.length === 12 ? 4 : 2;
  const response = decodeResponse(frame, statusBytes);
  if (response === null || response.data.length > 0 || failureCode(response.status) !== null) return null;
  return { loader: response.value === 0 ? 'stub' : 'rom', statusBytes };
}

/** A request, as an echo brings it, or an answer. */
function isPacket(frame: Uint8Array): boolean {
  return frame[0] === 0 || frame[0] === 1;
}

async function dropRepeats(channel: CommandChannel, signal?: AbortSignalLike): Promise<void> {
  for (let dropped = 1; dropped < answers; dropped++)
    if ((await channel.link.receive(betweenAnswersMs, signal)) === null) return;
}
