import type { AppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { lineFaults } from '../loader/repeat-on-line-fault';

/**
 * What a line that does not bear its settings comes to in the end, once repeating has not helped. Damage that no checksum shows
 * is seen when what was carried is compared: `verify-failed`, `read-corrupt`. Not among them: a supply that breaks down does so
 * at any rate, and a port that takes no bytes has no rate that helps.
 */
export const linkFaults: readonly ErrorCode[] = [
  ...lineFaults,
  'reading-unstable',
  'stub-failed',
  'verify-failed',
  'read-corrupt',
];

/** The chip answers these: a second time the very same, after other settings, it is the chip that means it. */
const meantByChip: readonly ErrorCode[] = ['command-refused', 'verify-failed', 'read-corrupt'];

/** "invalid checksum in message" of a ROM and of a stub: that is the line, as often as it comes. */
const checksumStatuses: readonly unknown[] = [0x07, 0xc1];

/** True where slower or simpler settings may help. `before`: what the attempt before this one failed with. */
export function isLinkFault(error: AppError, before: AppError | null): boolean {
  if (!linkFaults.includes(error.code)) return false;
  return before === null || !isMeant(error, before);
}

function isMeant(error: AppError, before: AppError): boolean {
  if (error.code !== before.code || !meantByChip.includes(error.code)) return false;
  if (checksumStatuses.includes(error.context['status'])) return false;
  return JSON.stringify(error.context) === JSON.stringify(before.context);
}
