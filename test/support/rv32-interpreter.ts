import { parseElf } from '../../src-main/engine/image/elf';
import { expandCompressed } from './rv32-expand';

const pageBytes = 0x1000;
const returnAddress = 1;
const stackPointer = 2;

/** What the core does instead of reading or writing where nothing is. */
export class Rv32AccessFault extends Error {
  readonly address: number;

  constructor(address: number) {
    super(`nothing is at ${address.toString(16)}`);
    this.address = address;
  }
}

/** Runs a linked RV32IMC program, one instruction after the other, and remembers who called whom. */
export class Rv32Interpreter {
  readonly registers = new Uint32Array(32);
  pc: number;
  /** Where each function that runs will return to; the innermost comes last. */
  readonly returnAddresses: number[] = [];
  readonly #stackTop: number;
  readonly #pages = new Map<number, Uint8Array>();

  /** Starts at the entry point with a return address of 0. */
  constructor(elf: Uint8Array, stackTop = 0x3fcc_0000) {
    const { sections, entryPoint } = parseElf(elf);
    for (const { flags, address, data } of sections)
      if ((flags & 2) !== 0) data.forEach((byte, index) => this.#write(address + index, 1, byte));
    this.pc = entryPoint;
    this.#stackTop = stackTop;
    this.registers[stackPointer] = stackTop;
  }

  get stopped(): boolean {
    const code = this.#read(this.pc, 4);
    return code === 0x0010_0073 || (code & 0xffff) === 0x9002;
  }

  /** From the stack pointer up, at most so many bytes. */
  stack(mostBytes = Infinity): { address: number; bytes: Uint8Array } {
    const address = this.#register(stackPointer);
    const sizeBytes = Math.min(mostBytes, this.#stackTop - address);
    return {
      address,
      bytes: Uint8Array.from({ length: sizeBytes }, (_, index) => this.#read(address + index, 1)),
    };
  }

  /** Until `ebreak`. */
  run(mostSteps = 1_000_000): void {
    for (let step = 0; !this.stopped; step++) {
      if (step === mostSteps) throw new Error('the program does not come to its end');
      this.step();
    }
  }

  step(): void {
    const half = this.#read(this.pc, 2);
    const sizeBytes = (half & 3) === 3 ? 4 : 2;
    const code = sizeBytes === 4 ? this.#read(this.pc, 4) : expandCompressed(half);
    this.pc = this.#execute(code, (this.pc + sizeBytes) >>> 0) >>> 0;
    this.registers[0] = 0;
  }

  #register(number: number): number {
    return this.registers[number] ?? 0;
  }

  /** Answers where to go on. */
  #execute(code: number, next: number): number {
    const rd = (code >> 7) & 31;
    const a = this.#register((code >> 15) & 31);
    const b = this.#register((code >> 20) & 31);
    const funct3 = (code >> 12) & 7;
    const immediate = code >> 20;
    switch (code & 0x7f) {
      case 0x37:
        this.registers[rd] = code & 0xffff_f000;
        return next;
      case 0x17:
        this.registers[rd] = this.pc + (code & 0xffff_f000);
        return next;
      case 0x6f: {
        const offset =
          ((code >> 31) << 20) | (code & 0xff000) | ((code >> 9) & 0x800) | ((code >> 20) & 0x7fe);
        return this.#call(rd, -1, next, this.pc + offset);
      }
      case 0x67:
        return this.#call(rd, (code >> 15) & 31, next, (a + immediate) & ~1);
      case 0x63: {
        const offset =
          ((code >> 31) << 12) | ((code << 4) & 0x800) | ((code >> 20) & 0x7e0) | ((code >> 7) & 0x1e);
        return isTaken(funct3, a, b) ? this.pc + offset : next;
      }
      case 0x03:
        this.registers[rd] = this.#load(funct3, (a + immediate) >>> 0);
        return next;
      case 0x23:
        this.#write((a + ((code >> 25) << 5) + rd) >>> 0, 1 << funct3, b);
        return next;
      case 0x13:
        this.registers[rd] = calculate(
          funct3,
          a,
          immediate >>> 0,
          funct3 === 5 && (code & 0x4000_0000) !== 0,
        );
        return next;
      case 0x33:
        this.registers[rd] =
          code >>> 25 === 1 ? multiply(funct3, a, b) : calculate(funct3, a, b, (code & 0x4000_0000) !== 0);
        return next;
      default:
        throw new Error(`no instruction of RV32IM at ${this.pc.toString(16)}: ${code.toString(16)}`);
    }
  }

  #call(rd: number, through: number, next: number, target: number): number {
    if (rd === returnAddress) this.returnAddresses.push(next);
    else if (rd === 0 && through === returnAddress) this.returnAddresses.pop();
    this.registers[rd] = next;
    return target;
  }

  #load(funct3: number, address: number): number {
    if (address < pageBytes) throw new Rv32AccessFault(address);
    switch (funct3) {
      case 0:
        return (this.#read(address, 1) << 24) >> 24;
      case 1:
        return (this.#read(address, 2) << 16) >> 16;
      default:
        return this.#read(address, 1 << (funct3 & 3));
    }
  }

  #read(address: number, sizeBytes: number): number {
    let value = 0;
    for (let index = sizeBytes - 1; index >= 0; index--) {
      const at = address + index;
      value = value * 256 + (this.#pages.get(Math.floor(at / pageBytes))?.[at % pageBytes] ?? 0);
    }
    return value;
  }

  #write(address: number, sizeBytes: number, value: number): void {
    for (let index = 0; index < sizeBytes; index++) {
      const number = Math.floor((address + index) / pageBytes);
      const page = this.#pages.get(number) ?? new Uint8Array(pageBytes);
      this.#pages.set(number, page);
      page[(address + index) % pageBytes] = value >>> (8 * index);
    }
  }
}

function isTaken(funct3: number, a: number, b: number): boolean {
  switch (funct3) {
    case 0:
      return a === b;
    case 1:
      return a !== b;
    case 4:
      return (a | 0) < (b | 0);
    case 5:
      return (a | 0) >= (b | 0);
    case 6:
      return a < b;
    default:
      return a >= b;
  }
}

/** `isOther`: subtraction instead of addition, the arithmetic shift instead of the logical one. */
function calculate(funct3: number, a: number, b: number, isOther: boolean): number {
  switch (funct3) {
    case 0:
      return isOther ? a - b : a + b;
    case 1:
      return a << (b & 31);
    case 2:
      return Number((a | 0) < (b | 0));
    case 3:
      return Number(a < b);
    case 4:
      return a ^ b;
    case 5:
      return isOther ? a >> (b & 31) : a >>> (b & 31);
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

/** @source RISC-V unprivileged ISA, 7.2: division by zero gives all ones, and the dividend as remainder */
function multiply(funct3: number, a: number, b: number): number {
  const high = (left: bigint, right: bigint): number => Number(BigInt.asUintN(32, (left * right) >> 32n));
  switch (funct3) {
    case 0:
      return Math.imul(a, b);
    case 1:
      return high(BigInt(a | 0), BigInt(b | 0));
    case 2:
      return high(BigInt(a | 0), BigInt(b));
    case 3:
      return high(BigInt(a), BigInt(b));
    case 4:
      return b === 0 ? -1 : (a | 0) / (b | 0);
    case 5:
      return b === 0 ? -1 : a / b;
    case 6:
      return b === 0 ? a : (a | 0) % (b | 0);
    default:
      return b === 0 ? a : a % b;
  }
}
