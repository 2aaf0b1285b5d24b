import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { isLinkFault } from '../../../src-main/engine/link/link-fault';

const refused = (status: number): AppError =>
  new AppError('command-refused', { command: 'FLASH_BEGIN', reason: 'because', status });
const differs = (actual: string): AppError =>
  new AppError('verify-failed', { name: 'app.bin', offset: '0x10000', actual, expected: '1' });

describe('isLinkFault', () => {
  it.each([
    new AppError('no-response', { command: 'FLASH_DATA' }),
    new AppError('bad-response', { command: 'FLASH_DATA', detail: 'short' }),
    new AppError('stub-failed'),
    refused(6),
    differs('2'),
  ])('takes $code for one', (error) => {
    expect(isLinkFault(error, null)).toBe(true);
  });

  it.each(['supply-broke-down', 'port-lost', 'port-stalled', 'cancelled', 'connect-silent'] as const)(
    'does not take %s for one: no other settings help',
    (code) => {
      expect(isLinkFault(new AppError(code), null)).toBe(false);
    },
  );

  it('believes a refusal or a difference that comes again as it was', () => {
    expect(isLinkFault(refused(6), refused(6))).toBe(false);
    expect(isLinkFault(differs('2'), differs('2'))).toBe(false);
  });

  it('goes on while they change, and while the chip complains of checksums', () => {
    expect(isLinkFault(differs('3'), differs('2'))).toBe(true);
    expect(isLinkFault(refused(6), refused(5))).toBe(true);
    expect(isLinkFault(refused(7), refused(7))).toBe(true);
    expect(isLinkFault(refused(0xc1), refused(0xc1))).toBe(true);
  });

  it('never takes silence for an answer', () => {
    const silence = new AppError('no-response', { command: 'FLASH_DATA' });
    expect(isLinkFault(silence, silence)).toBe(true);
  });
});
