import { AppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import { magicRegister } from '../chips/find-chip';
import { encodeReadRegister } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { decodeResponse, looksLikeAnswerTo } from '../protocol/packet';
import { timeouts } from '../protocol/timeouts';
import type { CommandChannel } from './command-channel';
import type { Synced } from './sync';

/** A stub answers GET_SECURITY_INFO in any case; the ESP8266's ROM does not know it and keeps still. */
const stubProbeMs = 200;

/**
 * Which loader is there, without a SYNC: the answer to READ_REG has no data, so its length is that of the status.
 * `connect-silent` when nobody answers.
 */
export async function probeLoader(channel: CommandChannel, signal?: AbortSignalLike): Promise<Synced> {
  const { link } = channel;
  return channel.exclusively(async () => {
    await channel.send(opcodes.READ_REG, encodeReadRegister(magicRegister), { signal });
    const frame = await link.receive(timeouts.probeMs, signal);
    if (frame === null || !looksLikeAnswerTo(frame, opcodes.READ_REG))
      throw new AppError('connect-silent', { port: link.transport.label });
    if (frame.length === 12) return remember(channel, { loader: 'rom', statusBytes: 4 });
    await channel.send(opcodes.GET_SECURITY_INFO, new Uint8Array(), { signal });
    const answer = await link.receive(stubProbeMs, signal);
    const response = answer === null ? null : decodeResponse(answer, 2);
    // A ROM's refusal begins with the flag 1, a stub's with the code.
    const isStub = response?.opcode === opcodes.GET_SECURITY_INFO && response.status[0] !== 1;
    return remember(channel, { loader: isStub ? 'stub' : 'rom', statusBytes: 2 });
  });
}

function remember(channel: CommandChannel, synced: Synced): Synced {
  channel.statusBytes = synced.statusBytes;
  return synced;
}
