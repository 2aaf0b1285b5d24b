import { ByteCursor, damaged } from './byte-cursor';
import type { CfaRow, RegisterRule } from './cfa-row';
import type { ByteSpan, FrameDescription } from './frame-entries';

/** No core of these chips has more registers; rules for others are of no use. */
const mostRegisters = 128;
/** Compilers nest one or two. */
const mostRemembered = 64;

interface FrameState {
  cfa: CfaRow['cfa'];
  rules: Map<number, RegisterRule>;
}

/** The rules that hold at `pc`. Throws `elf-invalid`. @source DWARF 5, 6.4.2 and 6.4.3 */
export function rowAt(description: FrameDescription, pc: number): CfaRow {
  const machine = new FrameMachine(description);
  machine.run(description.common.program, Infinity);
  machine.keepInitialRules();
  machine.run(description.program, pc);
  return machine.row();
}

class FrameMachine {
  readonly #description: FrameDescription;
  readonly #remembered: FrameState[] = [];
  #state: FrameState = { cfa: null, rules: new Map() };
  #initial: ReadonlyMap<number, RegisterRule> = new Map();
  #location: number;

  constructor(description: FrameDescription) {
    this.#description = description;
    this.#location = description.low;
  }

  row(): CfaRow {
    const { cfa, rules } = this.#state;
    return { cfa, rules, returnRegister: this.#description.common.returnRegister };
  }

  /** What DW_CFA_restore goes back to. */
  keepInitialRules(): void {
    this.#initial = new Map(this.#state.rules);
  }

  /** Stops where the next instruction would be about code behind `pc`. */
  run({ start, end }: ByteSpan, pc: number): void {
    const cursor = new ByteCursor(this.#description.section.bytes, start, end);
    while (!cursor.atEnd && this.#location <= pc) this.#step(cursor);
  }

  #step(cursor: ByteCursor): void {
    const opcode = cursor.u8();
    const operand = opcode & 0x3f;
    if (opcode >= 0xc0) this.#restore(operand);
    else if (opcode >= 0x80) this.#set(operand, this.#savedAt(cursor.uleb()));
    else if (opcode >= 0x40) this.#advance(operand);
    else if (opcode >= 0x0c && opcode <= 0x13 && opcode !== 0x10 && opcode !== 0x11)
      this.#define(opcode, cursor);
    else this.#extended(opcode, cursor);
  }

  #extended(opcode: number, cursor: ByteCursor): void {
    switch (opcode) {
      case 0x00:
        break;
      case 0x01:
        // Only .debug_frame has it from compilers: an address of 32 bits.
        this.#location = cursor.u32();
        break;
      case 0x02:
        this.#advance(cursor.u8());
        break;
      case 0x03:
        this.#advance(cursor.u16());
        break;
      case 0x04:
        this.#advance(cursor.u32());
        break;
      case 0x0a:
        if (this.#remembered.length === mostRemembered) throw damaged('a frame remembers too much');
        this.#remembered.push({ cfa: this.#state.cfa, rules: new Map(this.#state.rules) });
        break;
      case 0x0b: {
        const remembered = this.#remembered.pop();
        if (remembered === undefined) throw damaged('a frame goes back to what it did not remember');
        this.#state = remembered;
        break;
      }
      case 0x2e:
        // How many bytes of arguments were pushed: no register depends on it here.
        cursor.skipLeb();
        break;
      default:
        this.#registerRule(opcode, cursor);
    }
  }

  /** DW_CFA_def_cfa, _register, _offset, _expression, and the two with a signed, scaled offset. */
  #define(opcode: number, cursor: ByteCursor): void {
    const { dataAlignment } = this.#description.common;
    const { cfa } = this.#state;
    switch (opcode) {
      case 0x0c:
        this.#state.cfa = { register: cursor.uleb(), offset: cursor.uleb() };
        break;
      case 0x12:
        this.#state.cfa = { register: cursor.uleb(), offset: cursor.sleb() * dataAlignment };
        break;
      case 0x0d: {
        // Assemblers for RISC-V begin with a register alone: its offset is 0.
        this.#state.cfa = { register: cursor.uleb(), offset: cfa?.offset ?? 0 };
        break;
      }
      case 0x0e:
      case 0x13: {
        const offset = opcode === 0x0e ? cursor.uleb() : cursor.sleb() * dataAlignment;
        this.#state.cfa = cfa === null ? null : { register: cfa.register, offset };
        break;
      }
      default:
        cursor.skip(cursor.uleb());
        this.#state.cfa = null;
    }
  }

  #registerRule(opcode: number, cursor: ByteCursor): void {
    const register = cursor.uleb();
    switch (opcode) {
      case 0x05:
        this.#set(register, this.#savedAt(cursor.uleb()));
        break;
      case 0x06:
        this.#restore(register);
        break;
      case 0x07:
        this.#set(register, { kind: 'undefined' });
        break;
      case 0x08:
        this.#set(register, { kind: 'same' });
        break;
      case 0x09:
        this.#set(register, { kind: 'register', register: cursor.uleb() });
        break;
      case 0x11:
        this.#set(register, this.#savedAt(cursor.sleb()));
        break;
      case 0x14:
        this.#set(register, { kind: 'value', offset: this.#savedAt(cursor.uleb()).offset });
        break;
      case 0x15:
        this.#set(register, { kind: 'value', offset: this.#savedAt(cursor.sleb()).offset });
        break;
      case 0x10:
      case 0x16:
        cursor.skip(cursor.uleb());
        this.#set(register, { kind: 'unknown' });
        break;
      default:
        throw damaged(`the instruction ${opcode} of a frame is not known`);
    }
  }

  #savedAt(factored: number): { readonly kind: 'saved-at'; readonly offset: number } {
    return { kind: 'saved-at', offset: factored * this.#description.common.dataAlignment };
  }

  #advance(steps: number): void {
    this.#location += steps * this.#description.common.codeAlignment;
  }

  #set(register: number, rule: RegisterRule): void {
    if (register < mostRegisters) this.#state.rules.set(register, rule);
  }

  #restore(register: number): void {
    const initial = this.#initial.get(register);
    if (initial === undefined) this.#state.rules.delete(register);
    else this.#set(register, initial);
  }
}
