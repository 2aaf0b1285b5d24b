import { ByteCursor, damaged } from './byte-cursor';
import { readText, type LineFile, type LineProgramHeader } from './line-program-header';
import { LineRowsBuilder, type LineRows } from './line-rows';

export interface LineProgramResult {
  readonly rows: LineRows;
  /** Files that the program itself names, behind those of its header. */
  readonly moreFiles: readonly LineFile[];
}

/** Runs a line program. Throws `elf-invalid`. @source DWARF 5, 6.2.5 */
export function runLineProgram(section: Uint8Array, header: LineProgramHeader): LineProgramResult {
  if (header.lineRange === 0) throw damaged('the range of lines of a line program is 0');
  const machine = new LineMachine(section, header);
  return machine.run();
}

/** The machine that rows come from. Its registers are fields: programs have millions of steps. @source DWARF 5, 6.2.2 */
class LineMachine {
  readonly #header: LineProgramHeader;
  readonly #cursor: ByteCursor;
  readonly #rows: LineRowsBuilder;
  readonly #moreFiles: LineFile[] = [];
  #address = 0;
  #file = 1;
  #line = 1;
  #column = 0;

  constructor(section: Uint8Array, header: LineProgramHeader) {
    this.#header = header;
    this.#cursor = new ByteCursor(section, header.programOffset, header.end);
    this.#rows = new LineRowsBuilder(header.end - header.programOffset);
  }

  run(): LineProgramResult {
    const { opcodeBase, lineBase, lineRange, leastInstructionBytes } = this.#header;
    const cursor = this.#cursor;
    while (!cursor.atEnd) {
      const opcode = cursor.u8();
      if (opcode >= opcodeBase) {
        const adjusted = opcode - opcodeBase;
        const lines = adjusted % lineRange;
        this.#address = (this.#address + ((adjusted - lines) / lineRange) * leastInstructionBytes) >>> 0;
        this.#line += lineBase + lines;
        this.#row();
      } else if (opcode === 0) this.#extended();
      else this.#standard(opcode);
    }
    return { rows: this.#rows.finish(), moreFiles: this.#moreFiles };
  }

  /** DW_LNE_*: end_sequence, set_address, define_file; the others change no row. */
  #extended(): void {
    const cursor = this.#cursor;
    const sizeBytes = cursor.uleb();
    const start = cursor.position;
    if (sizeBytes === 0) return;
    cursor.skip(sizeBytes);
    const next = cursor.position;
    cursor.position = start;
    const opcode = cursor.u8();
    if (opcode === 1) this.#endSequence();
    else if (opcode === 2) {
      if (sizeBytes !== 5) throw damaged('an address of a line program is not one of 32 bits');
      this.#address = cursor.u32();
    } else if (opcode === 3) {
      const name = readText(cursor);
      if (name !== null) this.#moreFiles.push({ name, directory: cursor.uleb() });
    }
    cursor.position = next;
  }

  /** DW_LNS_*. Those that only mark rows, and unknown ones, take as many numbers as the header says. */
  #standard(opcode: number): void {
    const cursor = this.#cursor;
    switch (opcode) {
      case 1:
        this.#row();
        break;
      case 2:
        this.#advance(cursor.uleb());
        break;
      case 3:
        this.#line += cursor.sleb();
        break;
      case 4:
        this.#file = cursor.uleb();
        break;
      case 5:
        this.#column = cursor.uleb();
        break;
      case 8:
        this.#advance(Math.floor((255 - this.#header.opcodeBase) / this.#header.lineRange));
        break;
      case 9:
        this.#address = (this.#address + cursor.u16()) >>> 0;
        break;
      default:
        for (let left = this.#header.operandCounts[opcode] ?? 0; left > 0; left--) cursor.skipLeb();
    }
  }

  #advance(operations: number): void {
    this.#address = (this.#address + operations * this.#header.leastInstructionBytes) >>> 0;
  }

  #row(): void {
    this.#rows.add(this.#address, this.#file, this.#line, this.#column);
  }

  #endSequence(): void {
    this.#rows.endSequence(this.#address);
    this.#address = 0;
    this.#file = 1;
    this.#line = 1;
    this.#column = 0;
  }
}
