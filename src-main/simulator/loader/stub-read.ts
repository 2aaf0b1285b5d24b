import { createHash } from 'node:crypto';
import { wordsOf } from '../protocol/command-packet';
import { opcodes } from '../protocol/opcodes';
import type { LoaderCore } from './loader-core';
import type { ReceiveBuffers } from './receive-buffers';
import { stubError, type StubError } from './stub-errors';

const largestPacketBytes = 0x1000;

/**
 * READ_FLASH after its answer: packets without header, each to be acknowledged with the number of bytes received so far
 * (u32 LE), then the MD5 of all of it. A frame that is no acknowledgement ends it.
 */
export async function streamFlash(
  core: LoaderCore,
  payload: Uint8Array,
  frames: ReceiveBuffers,
): Promise<StubError | null> {
  const [offset = 0, sizeBytes = 0, packetBytes = 0, asked = 1] = wordsOf(payload);
  if (packetBytes > largestPacketBytes || packetBytes === 0) return stubError.badDataLength;
  const window = core.facts.readWindow === 'one' ? 1 : Math.max(1, asked);
  const hash = createHash('md5');
  let sent = 0;
  let acknowledged = 0;
  let packetsOut = 0;
  while (sent < sizeBytes || acknowledged < sizeBytes) {
    const mustWait = packetsOut >= window || sent >= sizeBytes;
    const frame = mustWait ? await frames.next() : frames.poll();
    if (frame) {
      if (frame.length !== 4) break;
      acknowledged = wordsOf(frame)[0] ?? 0;
      packetsOut -= 1;
      continue;
    }
    await core.nor.ready(core.signal);
    const packet = core.nor.read(offset + sent, Math.min(packetBytes, sizeBytes - sent));
    hash.update(packet);
    core.port.sendFrame(opcodes.READ_FLASH, packet);
    await core.port.drained();
    sent += packet.length;
    packetsOut += 1;
  }
  core.port.sendFrame(opcodes.READ_FLASH, hash.digest());
  return null;
}
