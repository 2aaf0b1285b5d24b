import { describe, expect, it } from 'vitest';
import { format8N1 } from '../../../src-shared/model/monitor';
import { serialFormatError, serialOpenError } from '../../../src-main/engine/transport/serial-error';

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

describe('serialFormatError', () => {
  const format = { dataBits: 5, parity: 'none', stopBits: 2 } as const;

  it('says that the driver cannot do a format which it refuses in words of its own', () => {
    expect(
      serialFormatError('COM7', format, new Error('Open (SetCommState): Unknown error code 87')),
    ).toMatchObject({
      code: 'format-unsupported',
      context: { port: 'COM7', format: '5N2' },
    });
  });

  it('knows the other reasons as before', () => {
    expect(serialFormatError('COM7', format, new Error('Opening COM7: Access denied'))).toMatchObject({
      code: 'port-busy',
    });
    expect(serialFormatError('COM7', format8N1, new Error('Unknown error code 87'))).toMatchObject({
      code: 'port-open-failed',
    });
  });
});
