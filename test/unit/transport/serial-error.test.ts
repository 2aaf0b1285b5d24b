import { describe, expect, it } from 'vitest';
import { serialOpenError } from '../../../src-main/engine/transport/serial-error';

describe('serialOpenError', () => {
  it.each([
    ['Error: No such file or directory, cannot open /dev/ttyUSB9', 'port-not-found'],
    ['Opening COM9: File not found', 'port-not-found'],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'port-permission'],
    ['Error Resource temporarily unavailable Cannot lock port', 'port-busy'],
    ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'port-busy'],
    ['Opening COM7: Access denied', 'port-busy'],
  ])('reads “%s”', (message, code) => {
    expect(serialOpenError('tty', new Error(message))).toMatchObject({ code, context: { port: 'tty' } });
  });

  it('keeps the words of a driver that says something else', () => {
    expect(serialOpenError('tty', new Error('Error: Input/output error'))).toMatchObject({
      code: 'port-open-failed',
      context: { reason: 'Input/output error' },
    });
  });
});
