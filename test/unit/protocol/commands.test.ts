import { describe, expect, it } from 'vitest';
import {
  encodeChangeBaud,
  encodeDataBlock,
  encodeEraseRegion,
  encodeFlashBegin,
  encodeFlashEnd,
  encodeMemBegin,
  encodeMemEnd,
  encodeReadFlash,
  encodeReadFlashAck,
  encodeReadFlashSlow,
  encodeReadRegister,
  encodeSpiAttach,
  encodeSpiFlashMd5,
  encodeSpiSetParams,
  encodeSync,
  encodeWriteRegister,
} from '../../../src-main/engine/protocol/commands';
import { opcodes } from '../../../src-main/engine/protocol/opcodes';
import { decodeRequest, encodeRequest, payloadChecksum } from '../../../src-main/engine/protocol/packet';

const block = Buffer.from('48656c6c6f20776f726c64210a000000', 'hex');
const o = opcodes;

interface Recorded {
  readonly name: string;
  readonly hex: string;
  readonly opcode: number;
  readonly body: Uint8Array;
  readonly checksum: number;
}

type Row = readonly [name: string, hex: string, opcode: number, body: Uint8Array, checksum?: number];

/** Whole requests as a reference tool sent them, next to how they are made here. */
const rows: readonly Row[] = [
  ['SYNC', `000824000000000007071220${'55'.repeat(32)}`, o.SYNC, encodeSync()],
  ['READ_REG', '000a04000000000000100040', o.READ_REG, encodeReadRegister(0x4000_1000)],
  [
    'WRITE_REG of all bits',
    '00091000000000002c20f43f17000000ffffffff00000000',
    o.WRITE_REG,
    encodeWriteRegister({ address: 0x3ff4_202c, value: 0x17 }),
  ],
  ['GET_SECURITY_INFO', '0014000000000000', o.GET_SECURITY_INFO, new Uint8Array()],
  [
    'MEM_BEGIN',
    '000510000000000038190000020000000018000000800a40',
    o.MEM_BEGIN,
    encodeMemBegin({ sizeBytes: 0x1938, blockCount: 2, blockBytes: 0x1800, address: 0x400a_8000 }),
  ],
  [
    'MEM_DATA',
    '00072000c40000001000000000000000000000000000000048656c6c6f20776f726c64210a000000',
    o.MEM_DATA,
    encodeDataBlock(0, block),
    payloadChecksum(block),
  ],
  ['MEM_END with an entry point', '0006080000000000000000002c900a40', o.MEM_END, encodeMemEnd(0x400a_902c)],
  [
    'CHANGE_BAUDRATE to a stub',
    '000f08000000000000100e0000c20100',
    o.CHANGE_BAUDRATE,
    encodeChangeBaud(921_600, 115_200),
  ],
  ['SPI_ATTACH to a ROM', '000d0800000000000000000000000000', o.SPI_ATTACH, encodeSpiAttach(0, 'rom')],
  [
    'SPI_SET_PARAMS',
    '000b1800000000000000000000004000000001000010000000010000ffff0000',
    o.SPI_SET_PARAMS,
    encodeSpiSetParams(0x40_0000),
  ],
  [
    'FLASH_BEGIN with five words',
    '00021400000000003800000001000000004000000000020000000000',
    o.FLASH_BEGIN,
    encodeFlashBegin({
      sizeBytes: 0x38,
      blockCount: 1,
      blockBytes: 0x4000,
      offset: 0x2_0000,
      encrypted: false,
    }),
  ],
  [
    'FLASH_DEFL_BEGIN',
    '001014000000000050c3000003000000004000000000010000000000',
    o.FLASH_DEFL_BEGIN,
    encodeFlashBegin({
      sizeBytes: 0xc350,
      blockCount: 3,
      blockBytes: 0x4000,
      offset: 0x1_0000,
      encrypted: false,
    }),
  ],
  ['FLASH_END that stays', '000404000000000001000000', o.FLASH_END, encodeFlashEnd(true)],
  ['FLASH_END that leaves', '000404000000000000000000', o.FLASH_END, encodeFlashEnd(false)],
  [
    'SPI_FLASH_MD5',
    '00131000000000000000010050c300000000000000000000',
    o.SPI_FLASH_MD5,
    encodeSpiFlashMd5(0x1_0000, 0xc350),
  ],
  ['ERASE_REGION', '00d10800000000000000010000400000', o.ERASE_REGION, encodeEraseRegion(0x1_0000, 0x4000)],
  [
    'READ_FLASH',
    '00d210000000000000000100008000000010000040000000',
    o.READ_FLASH,
    encodeReadFlash({ offset: 0x1_0000, sizeBytes: 0x8000, frameBytes: 0x1000, maxInFlight: 64 }),
  ],
];

const requests: readonly Recorded[] = rows.map(([name, hex, opcode, body, checksum = 0]) => ({
  name,
  hex,
  opcode,
  body,
  checksum,
}));

describe('requests', () => {
  it.each(requests)('encodes $name as recorded', ({ hex, opcode, body, checksum }) => {
    expect(Buffer.from(encodeRequest(opcode, body, checksum)).toString('hex')).toBe(hex);
  });

  it.each(requests)('decodes the recorded $name', ({ hex, opcode, body, checksum }) => {
    const request = decodeRequest(Buffer.from(hex, 'hex'));
    expect(request).toEqual({ opcode, checksum, body: Buffer.from(body) });
  });
});

describe('bodies that no recording has', () => {
  it('leaves the fifth word of FLASH_BEGIN out for a ROM that does not know it', () => {
    const begin = { sizeBytes: 1, blockCount: 1, blockBytes: 0x400, offset: 0, encrypted: null };
    expect(encodeFlashBegin(begin)).toHaveLength(16);
  });

  it('asks for encryption in the fifth word', () => {
    const begin = { sizeBytes: 1, blockCount: 1, blockBytes: 0x400, offset: 0, encrypted: true };
    expect([...encodeFlashBegin(begin).subarray(16)]).toEqual([1, 0, 0, 0]);
  });

  it('stays in the loader when MEM_END has no entry point', () => {
    expect([...encodeMemEnd(null)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('gives a stub one word of SPI_ATTACH', () => {
    expect([...encodeSpiAttach(0x12, 'stub')]).toEqual([0x12, 0, 0, 0]);
  });

  it('says mask and delay of a register write', () => {
    const body = encodeWriteRegister({ address: 1, value: 2, mask: 3, delayUs: 4 });
    expect([...body]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
  });

  it('reads flash slowly by offset and size', () => {
    expect([...encodeReadFlashSlow(0x100, 64)]).toEqual([0, 1, 0, 0, 64, 0, 0, 0]);
  });

  it('acknowledges flash contents with the bytes received so far', () => {
    expect([...encodeReadFlashAck(0x2000)]).toEqual([0, 0x20, 0, 0]);
  });
});
