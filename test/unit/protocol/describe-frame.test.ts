import { describe, expect, it } from 'vitest';
import { describeChipFrame, describeHostFrame } from '../../../src-main/engine/protocol/describe-frame';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('describeHostFrame', () => {
  it.each([
    ['00d10800000000000000010000400000', 'ERASE_REGION', 'offset 0x10000 · size 0x4000'],
    ['000f08000000000000100e0000c20100', 'CHANGE_BAUDRATE', 'new 921600 · present 115200'],
    ['0007200000000000100000000300000000000000000000004865', 'DATA', '26 bytes'],
    ['0014000000000000', 'GET_SECURITY_INFO', ''],
    ['00990000' + '00000000', '0x99', ''],
    ['00100000', 'ACK', '4096 bytes received'],
  ])('reads %s as %s', (frame, command, detail) => {
    expect(describeHostFrame(bytes(frame))).toEqual({ command, detail });
  });

  it('says sequence and size of a block', () => {
    const frame = bytes('00031400000000000400000007000000000000000000000001020304');
    expect(describeHostFrame(frame)).toEqual({ command: 'FLASH_DATA', detail: 'seq 7 · 4 bytes' });
  });

  it('names only the words that are there', () => {
    const frame = bytes('0002100000000000000000000000000000400000' + '00000000');
    expect(describeHostFrame(frame).detail).toBe('size 0x0 · blocks 0x0 · block size 0x4000 · offset 0x0');
  });
});

describe('describeChipFrame', () => {
  it.each([
    ['010a0400831df00000000000', 4 as const, 'READ_REG', 'ok · value 0xf01d83'],
    ['010804000707122001050000', 4 as const, 'SYNC', 'received message is invalid'],
    ['0114020000000000ff00', 2 as const, 'GET_SECURITY_INFO', 'not implemented in this stub'],
    ['4f484149', 2 as const, 'OHAI', 'stub started'],
    ['e9010240', 2 as const, 'DATA', '4 bytes'],
  ])('reads %s', (frame, statusBytes, command, detail) => {
    expect(describeChipFrame(bytes(frame), statusBytes)).toEqual({ command, detail });
  });
});
