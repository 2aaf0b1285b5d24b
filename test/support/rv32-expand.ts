/** Builds instructions of 32 bits from their fields. @source RISC-V unprivileged ISA, 2.2 and 2.3 */
const iType = (opcode: number, funct3: number, rd: number, rs1: number, immediate: number): number =>
  (((immediate & 0xfff) << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode) >>> 0;
const rType = (funct7: number, funct3: number, rd: number, rs1: number, rs2: number): number =>
  ((funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | 0x33) >>> 0;
const store = (rs1: number, rs2: number, immediate: number): number =>
  (((immediate >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (2 << 12) | ((immediate & 31) << 7) | 0x23) >>> 0;
const upper = (rd: number, immediate: number): number => ((immediate & 0xfffff000) | (rd << 7) | 0x37) >>> 0;
const branch = (funct3: number, rs1: number, offset: number): number =>
  ((((offset >> 12) & 1) << 31) |
    (((offset >> 5) & 0x3f) << 25) |
    (rs1 << 15) |
    (funct3 << 12) |
    (((offset >> 1) & 15) << 8) |
    (((offset >> 11) & 1) << 7) |
    0x63) >>>
  0;
const jump = (rd: number, offset: number): number =>
  ((((offset >> 20) & 1) << 31) |
    (((offset >> 1) & 0x3ff) << 21) |
    (((offset >> 11) & 1) << 20) |
    (((offset >> 12) & 0xff) << 12) |
    (rd << 7) |
    0x6f) >>>
  0;

const ebreak = 0x0010_0073;

/** The instruction of 32 bits that one of 16 bits stands for. Throws for what RV32C does not have. @source RISC-V ISA, 16.8 */
export function expandCompressed(code: number): number {
  const bits = (from: number, count: number): number => (code >> from) & ((1 << count) - 1);
  const bit = (from: number, to: number): number => bits(from, 1) << to;
  const signed = (value: number, width: number): number => (value << (32 - width)) >> (32 - width);
  const rd = bits(7, 5);
  const rs2 = bits(2, 5);
  const near = 8 + bits(7, 3);
  const nearSecond = 8 + bits(2, 3);
  const immediate = signed(bit(12, 5) | rs2, 6);
  const wordOffset = (bits(10, 3) << 3) | bit(6, 2) | bit(5, 6);
  const unknown = new Error(`no instruction of RV32C: ${code.toString(16)}`);
  switch (((code & 3) << 3) | bits(13, 3)) {
    case 0x00:
      if (code === 0) throw unknown;
      return iType(0x13, 0, nearSecond, 2, (bits(11, 2) << 4) | (bits(7, 4) << 6) | bit(6, 2) | bit(5, 3));
    case 0x02:
      return iType(0x03, 2, nearSecond, near, wordOffset);
    case 0x06:
      return store(near, nearSecond, wordOffset);
    case 0x08:
      return iType(0x13, 0, rd, rd, immediate);
    case 0x09:
    case 0x0d: {
      const high = bit(12, 11) | bit(11, 4) | (bits(9, 2) << 8) | bit(8, 10) | bit(7, 6) | bit(6, 7);
      const offset = signed(high | (bits(3, 3) << 1) | bit(2, 5), 12);
      return jump(bits(13, 3) === 1 ? 1 : 0, offset);
    }
    case 0x0a:
      return iType(0x13, 0, rd, 0, immediate);
    case 0x0b: {
      const sum = bit(12, 9) | bit(6, 4) | bit(5, 6) | (bits(3, 2) << 7) | bit(2, 5);
      return rd === 2 ? iType(0x13, 0, 2, 2, signed(sum, 10)) : upper(rd, immediate << 12);
    }
    case 0x0c:
      return expandArithmetic(bits(10, 2), near, nearSecond, immediate, (bits(12, 1) << 2) | bits(5, 2));
    case 0x0e:
    case 0x0f: {
      const offset = bit(12, 8) | (bits(10, 2) << 3) | (bits(5, 2) << 6) | (bits(3, 2) << 1) | bit(2, 5);
      return branch(bits(13, 3) === 6 ? 0 : 1, near, signed(offset, 9));
    }
    case 0x10:
      return iType(0x13, 1, rd, rd, rs2);
    case 0x12:
      return iType(0x03, 2, rd, 2, bit(12, 5) | (bits(4, 3) << 2) | (bits(2, 2) << 6));
    case 0x14:
      if (bits(12, 1) === 0) return rs2 === 0 ? iType(0x67, 0, 0, rd, 0) : rType(0, 0, rd, 0, rs2);
      if (rs2 !== 0) return rType(0, 0, rd, rd, rs2);
      return rd === 0 ? ebreak : iType(0x67, 0, 1, rd, 0);
    case 0x16:
      return store(2, rs2, (bits(9, 4) << 2) | (bits(7, 2) << 6));
    default:
      throw unknown;
  }
}

/** c.srli, c.srai, c.andi and the four between registers. */
function expandArithmetic(kind: number, rd: number, rs2: number, immediate: number, which: number): number {
  switch (kind) {
    case 0:
      return iType(0x13, 5, rd, rd, immediate & 31);
    case 1:
      return iType(0x13, 5, rd, rd, 0x400 | (immediate & 31));
    case 2:
      return iType(0x13, 7, rd, rd, immediate);
    default: {
      const funct3 = [0, 4, 6, 7][which];
      if (funct3 === undefined) throw new Error('no instruction of RV32C');
      return rType(which === 0 ? 0x20 : 0, funct3, rd, rd, rs2);
    }
  }
}
