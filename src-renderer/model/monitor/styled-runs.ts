import { applySgr, plainStyle, type TextStyle } from './text-style';

/** Text of one style, without control characters. */
export interface StyledRun {
  readonly text: string;
  readonly style: TextStyle;
}

interface Cell {
  readonly char: string;
  readonly style: TextStyle;
}

/** Lines are broken at 4096 bytes: nothing of a board's lies further right. */
const maxColumns = 4096;
const tabColumns = 8;

/** One escape sequence, or one control character (C0 and C1), or a stretch of text. @source ECMA-48, 5.2 to 5.5 */
const pieces =
  // eslint-disable-next-line no-control-regex -- what is looked for are control characters
  /\u001b\[([0-?]*)([ -/]*)([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[PX^_][^\u001b]*(?:\u001b\\)?|\u001b[ -/]*[0-~]?|([\u0000-\u001f\u007f-\u009f])|[^\u0000-\u001f\u007f-\u009f]+/g;
// eslint-disable-next-line no-control-regex -- the same
const control = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * What a line of a board's looks like in the end: colours and what moves within the line (carriage return, backspace, tab,
 * erasing and moving in the line) are carried out, everything else a terminal could be told is left out: a board cannot move
 * the cursor out of its line, clear the screen, set titles or ask questions. Colours end with the line.
 */
export function styledRuns(text: string): readonly StyledRun[] {
  if (!control.test(text)) return text === '' ? [] : [{ text, style: plainStyle }];
  const line = new LineOfCells();
  for (const [piece, parameters = '', between = '', final, single] of text.matchAll(pieces)) {
    if (single !== undefined) line.control(single);
    else if (final !== undefined) {
      if (between === '') line.sequence(parameters, final);
    } else if (!piece.startsWith('\u001b')) line.write(piece);
  }
  return line.runs();
}

class LineOfCells {
  readonly #cells: Cell[] = [];
  #column = 0;
  #style = plainStyle;

  write(text: string): void {
    for (const char of text) {
      if (this.#column >= maxColumns) return;
      this.#fillTo(this.#column);
      this.#cells[this.#column] = { char, style: this.#style };
      this.#column += 1;
    }
  }

  control(char: string): void {
    if (char === '\r') this.#column = 0;
    else if (char === '\b') this.#moveTo(this.#column - 1);
    else if (char === '\t') {
      const stop = (Math.floor(this.#column / tabColumns) + 1) * tabColumns;
      this.#moveTo(stop);
      this.#fillTo(this.#column);
    }
  }

  sequence(parameters: string, final: string): void {
    if (!/^[\d;:]*$/.test(parameters)) return;
    const count = Math.max(1, Number.parseInt(parameters, 10) || 0);
    if (final === 'm') this.#style = applySgr(this.#style, parameters);
    else if (final === 'C') this.#moveTo(this.#column + count);
    else if (final === 'D') this.#moveTo(this.#column - count);
    else if (final === 'G') this.#moveTo(count - 1);
    else if (final === 'K') this.#erase(parameters);
  }

  runs(): readonly StyledRun[] {
    const runs: { text: string; style: TextStyle }[] = [];
    for (const { char, style } of this.#cells) {
      const last = runs.at(-1);
      if (last?.style === style) last.text += char;
      else runs.push({ text: char, style });
    }
    return runs;
  }

  #moveTo(column: number): void {
    this.#column = Math.min(maxColumns, Math.max(0, column));
  }

  #fillTo(column: number): void {
    while (this.#cells.length < column) this.#cells.push({ char: ' ', style: plainStyle });
  }

  #erase(parameters: string): void {
    if (parameters === '1')
      for (let at = 0; at <= this.#column && at < this.#cells.length; at += 1)
        this.#cells[at] = { char: ' ', style: plainStyle };
    else if (parameters === '2') this.#cells.length = 0;
    else this.#cells.length = Math.min(this.#cells.length, this.#column);
  }
}
