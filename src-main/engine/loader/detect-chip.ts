import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSpec } from '../chips/chip-spec';
import {
  chipByImageId,
  chipByMagic,
  chipWithoutImageIdInSecurityInfo,
  magicRegister,
} from '../chips/find-chip';
import { chips } from '../chips/registry';
import { decodeSecurityInfo, securityFlags, type SecurityInfoAnswer } from '../protocol/answers';
import { encodeReadRegister } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { timeouts } from '../protocol/timeouts';
import type { CommandChannel } from './command-channel';
import { syncOnce, type Synced } from './sync';

export interface DetectedChip {
  readonly chip: ChipSpec;
  readonly secureDownload: boolean;
}

/**
 * Which chip answers: by the chip id of GET_SECURITY_INFO, by the magic register where there is none.
 * `chip-unknown`, unless a chip was asked for by name; `chip-mismatch` when it is another than the one asked for.
 */
export async function detectChip(
  channel: CommandChannel,
  { loader }: Pick<Synced, 'loader'>,
  wanted: ChipId | 'auto',
  signal?: AbortSignalLike,
): Promise<DetectedChip> {
  const security = await readSecurityInfo(channel, loader, signal);
  const secureDownload = security !== null && (security.flags & securityFlags.secureDownload) !== 0;
  const found = await identify(channel, security, secureDownload, signal);
  const port = channel.link.transport.label;
  if (wanted === 'auto') {
    if (found.chip === null) throw new AppError('chip-unknown', { port, detail: found.detail });
    return { chip: found.chip, secureDownload };
  }
  const expected = chips[wanted];
  if (found.chip !== null && found.chip.id !== wanted)
    throw new AppError('chip-mismatch', { port, actual: found.chip.name, expected: expected.name });
  return { chip: expected, secureDownload };
}

/** Null where the loader does not know the command. */
async function readSecurityInfo(
  channel: CommandChannel,
  loader: 'rom' | 'stub',
  signal?: AbortSignalLike,
): Promise<SecurityInfoAnswer | null> {
  // Only the ESP8266's ROM has a status of 2 bytes, and it is silent about commands it does not know.
  if (loader === 'rom' && channel.statusBytes === 2) return null;
  try {
    const options = { timeoutMs: timeouts.probeMs, signal };
    const reply = await channel.command(opcodes.GET_SECURITY_INFO, new Uint8Array(), options);
    return decodeSecurityInfo(reply.data);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'command-refused') return null;
    if (error.code !== 'no-response') throw error;
    await syncOnce(channel, signal);
    return null;
  }
}

interface Found {
  readonly chip: ChipSpec | null;
  readonly detail: string;
}

async function identify(
  channel: CommandChannel,
  security: SecurityInfoAnswer | null,
  secureDownload: boolean,
  signal?: AbortSignalLike,
): Promise<Found> {
  if (security !== null && security.chipId !== null)
    return { chip: chipByImageId(security.chipId), detail: `chip id ${security.chipId}` };
  if (secureDownload) return { chip: chipWithoutImageIdInSecurityInfo(), detail: 'secure download mode' };
  const { value } = await channel.command(opcodes.READ_REG, encodeReadRegister(magicRegister), { signal });
  return { chip: chipByMagic(value), detail: `magic value 0x${value.toString(16).padStart(8, '0')}` };
}
