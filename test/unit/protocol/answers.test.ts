import { describe, expect, it } from 'vitest';
import {
  decodeMd5,
  decodeSecurityInfo,
  isStubGreeting,
  securityFlagNames,
} from '../../../src-main/engine/protocol/answers';
import { decodeResponse } from '../../../src-main/engine/protocol/packet';
import {
  failureCode,
  saysUnknownCommand,
  statusReason,
} from '../../../src-main/engine/protocol/status-codes';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('decodeResponse', () => {
  it('takes the value and four status bytes from a ROM', () => {
    expect(decodeResponse(bytes('010a0400831df00000000000'), 4)).toEqual({
      opcode: 0x0a,
      value: 0x00f0_1d83,
      data: bytes(''),
      status: bytes('00000000'),
    });
  });

  it('takes data and two status bytes from a stub', () => {
    const answer = decodeResponse(bytes('0113120000000000a1d4ce12cc21b67d82d0b66f60918d7b0000'), 2);
    expect(answer?.data).toEqual(bytes('a1d4ce12cc21b67d82d0b66f60918d7b'));
  });

  it.each([
    ['a request', '000a04000000000000100040'],
    ['a frame without room for its status', '010a0000000000000000'],
    ['a frame that lost a byte', '010a0400831df000000000'],
    ['a frame that won a byte', '010a0400831df0000000000000'],
    ['nothing', ''],
  ])('does not take %s for an answer', (_what, frame) => {
    expect(decodeResponse(bytes(frame), 4)).toBeNull();
  });
});

describe('failureCode', () => {
  it('is null when the status is all zero', () => expect(failureCode(bytes('0000'))).toBeNull());
  it('is the second byte behind a flag', () => expect(failureCode(bytes('01050000'))).toBe(0x05));
  it('is the first byte of a new stub', () => expect(failureCode(bytes('c100'))).toBe(0xc1));
  it('has words for what is known and the number for what is not', () => {
    expect(statusReason(0x07)).toBe('invalid checksum in message');
    expect(statusReason(0x42)).toBe('status 0x42');
  });
  it('tells unknown commands from failed ones', () => {
    expect([0x05, 0xff, 0xc3].every(saysUnknownCommand)).toBe(true);
    expect(saysUnknownCommand(0xc4)).toBe(false);
  });
});

describe('decodeSecurityInfo', () => {
  it('reads the chip id of an ESP32-C3', () => {
    expect(decodeSecurityInfo(bytes('000000000000000000' + '00000c' + '0500000003000000'))).toEqual({
      flags: 0,
      flashCryptCount: 0,
      keyPurposes: [0, 0, 0, 0, 0, 0, 0x0c],
      chipId: 5,
      apiVersion: 3,
    });
  });

  it('has no chip id where the answer is short', () => {
    expect(decodeSecurityInfo(bytes('050000000301020304050607'))).toEqual({
      flags: 5,
      flashCryptCount: 3,
      keyPurposes: [1, 2, 3, 4, 5, 6, 7],
      chipId: null,
      apiVersion: null,
    });
  });

  it('refuses any other length', () => {
    expect(() => decodeSecurityInfo(new Uint8Array(13))).toThrow(
      expect.objectContaining({ code: 'bad-response' }),
    );
  });
});

describe('securityFlagNames', () => {
  it('names the flags that are set, from the lowest', () => {
    expect(securityFlagNames(0b101)).toEqual(['SECURE_BOOT_EN', 'SECURE_DOWNLOAD_ENABLE']);
    expect(securityFlagNames(0)).toEqual([]);
  });
  it('gives a bit that nobody documents its number', () => {
    expect(securityFlagNames(0x8000_0400)).toEqual(['DIS_DOWNLOAD_ICACHE', 'BIT_31']);
  });
});

describe('decodeMd5', () => {
  const digest = '783fd624ed206708b5830268318ce88a';
  it('takes the 16 bytes of a stub', () => expect(decodeMd5(bytes(digest))).toBe(digest));
  it('takes the 32 digits of a ROM', () => expect(decodeMd5(Buffer.from(digest))).toBe(digest));
  it('refuses any other length', () => {
    expect(() => decodeMd5(new Uint8Array(17))).toThrow(expect.objectContaining({ code: 'bad-response' }));
  });
});

describe('isStubGreeting', () => {
  it('knows OHAI', () => expect(isStubGreeting(Buffer.from('OHAI'))).toBe(true));
  it('knows nothing else', () => {
    expect(isStubGreeting(Buffer.from('OHAY'))).toBe(false);
    expect(isStubGreeting(Buffer.from('OHAI!'))).toBe(false);
  });
});
