import { describe, expect, it } from 'vitest';
import { formatSignature, parseSignature } from '../../../src-main/telnet/port-signature';

describe('the signature of a shared port', () => {
  it.each([
    ['Kiln', { usb: null, baud: true }],
    ['Kiln usb=303a:1001', { usb: { vendorId: 0x303a, productId: 0x1001 }, baud: true }],
    ['Kiln usb=0403:6001 fixed-baud', { usb: { vendorId: 0x403, productId: 0x6001 }, baud: false }],
    ['Kiln fixed-baud', { usb: null, baud: false }],
  ])('%s', (text, signature) => {
    expect(formatSignature(signature)).toBe(text);
    expect(parseSignature(text)).toEqual(signature);
  });

  it.each(['', 'ser2net', 'Kilnish', 'Kiln usb=1', 'Kiln and more'])('“%s” is another program’s', (text) => {
    expect(parseSignature(text)).toBeNull();
  });
});
