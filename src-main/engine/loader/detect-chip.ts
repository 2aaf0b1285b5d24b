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
  /** The ROM says so by itself; false where it cannot say it. */
  readonly secureBoot: boolean;
}

/** Answers have no checksum: what is not heard twice in a row is asked again. */
const looks = 5;

/**
 * Which chip answers: by the chip id of GET_SECURITY_INFO, by the magic register where there is none.
 * `chip-unknown`, unless a chip was asked for by name; `chip-mismatch` when it is another than the one asked for.
 */
export async function detectChip(
  channel: CommandChannel,
  synced: Pick<Synced, 'loader'>,
  wanted: ChipId | 'auto',
  signal?: AbortSignalLike,
): Promise<DetectedChip> {
  const { chip, detail, ...security } = await look(channel, synced, signal);
  const port = channel.link.transport.label;
  if (wanted === 'auto') {
    if (chip === null) throw new AppError('chip-unknown', { port, detail });
    return { chip, ...security };
  }
  const expected = chips[wanted];
  if (chip !== null && chip.id !== wanted)
    throw new AppError('chip-mismatch', { port, actual: chip.name, expected: expected.name });
  return { chip: expected, ...security };
}

/** Looks until it has heard the same twice in a row. */
async function look(
  channel: CommandChannel,
  { loader }: Pick<Synced, 'loader'>,
  signal?: AbortSignalLike,
): Promise<Found> {
  let before: string | null = null;
  for (let count = 1; ; count++) {
    try {
      const found = await identify(channel, await readSecurityInfo(channel, loader, signal), signal);
      const told = JSON.stringify({ ...found, chip: found.chip?.id });
      if (told === before) return found;
      if (count === looks) throw new AppError('reading-unstable');
      const isFirst = before === null;
      before = told;
      if (isFirst) continue;
    } catch (error) {
      const again = error instanceof AppError && ['no-response', 'bad-response'].includes(error.code);
      if (!again || count === looks) throw error;
    }
    await syncOnce(channel, signal);
  }
}

function saysFlag(security: SecurityInfoAnswer | null, flag: number): boolean {
  return security !== null && (security.flags & flag) !== 0;
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
  readonly secureDownload: boolean;
  readonly secureBoot: boolean;
}

async function identify(
  channel: CommandChannel,
  answer: SecurityInfoAnswer | null,
  signal?: AbortSignalLike,
): Promise<Found> {
  const secureDownload = saysFlag(answer, securityFlags.secureDownload);
  const security = { secureDownload, secureBoot: saysFlag(answer, securityFlags.secureBoot) };
  const detail = 'secure download mode';
  if (answer !== null && answer.chipId !== null)
    return { ...security, chip: chipByImageId(answer.chipId), detail: `chip id ${answer.chipId}` };
  if (secureDownload) return { ...security, chip: chipWithoutImageIdInSecurityInfo(), detail };
  const magic = await readMagic(channel, signal);
  // A ROM that tells nothing of its security and lets nobody read: that is secure download mode, of whichever chip.
  if (magic === null) return { ...security, chip: null, detail, secureDownload: true };
  const hex = magic.toString(16).padStart(8, '0');
  return { ...security, chip: chipByMagic(magic), detail: `magic value 0x${hex}` };
}

/** Null where the loader refuses to read, twice: once could be a damaged request. */
async function readMagic(channel: CommandChannel, signal?: AbortSignalLike): Promise<number | null> {
  const body = encodeReadRegister(magicRegister);
  for (let refusals = 0; refusals < 2; refusals++) {
    try {
      return (await channel.command(opcodes.READ_REG, body, { signal })).value;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'command-refused') throw error;
    }
  }
  return null;
}
