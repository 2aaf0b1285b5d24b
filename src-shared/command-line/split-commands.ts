/** A word with its quotes taken off. */
export interface CommandWord {
  readonly text: string;
  /** A `>` stands before it: the end of a prompt, or where the output goes. */
  readonly redirected: boolean;
}

export interface SimpleCommand {
  readonly words: readonly CommandWord[];
  /** A quotation mark was opened and never closed. */
  readonly isOpen: boolean;
}

/** `^` and a backtick go on with a blank before them only: they end names and pieces of Markdown too. */
const continuation = /(?:\\|(?<=\s|^)[\^`])[ \t]*$/;
const blank = /\s/;
/** After a backslash outside of quotes, these are meant themselves; before all else it separates folders. */
const escapable = /[\s'"$&|;<>()#`]/;
const escapableInDoubleQuotes = /["$`]/;
const escapableByCaret = /[&|<>^"]/;
const separator = /[;&|]/;

/**
 * Pasted text as the commands it consists of. Takes what sh, cmd and PowerShell have in common as they take it, and where they
 * differ, what paths need: a backslash before a letter separates folders. Quotes end with their line. Linear.
 */
export function splitCommands(text: string): readonly SimpleCommand[] {
  return joinLines(text).flatMap(splitLine);
}

/** Lines that go on in the next one become one. */
export function joinLines(text: string): readonly string[] {
  const joined: string[] = [];
  let parts: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    // Searched in the last characters only: a long run of blanks must not be walked from each of them.
    const end = line.trimEnd();
    const goesOn = continuation.test(end.slice(-2));
    parts.push(goesOn ? end.slice(0, -1) : end);
    if (goesOn) continue;
    joined.push(parts.join(' '));
    parts = [];
  }
  if (parts.length > 0) joined.push(parts.join(' '));
  return joined;
}

function splitLine(line: string): readonly SimpleCommand[] {
  const reader = new LineReader(line);
  return reader.read();
}

/** Walks a line once, character by character. */
class LineReader {
  readonly #line: string;
  readonly #commands: SimpleCommand[] = [];
  #words: CommandWord[] = [];
  #position = 0;
  #word = '';
  /** A word has begun, if only with an empty pair of quotes. */
  #inWord = false;
  #redirected = false;
  #isOpen = false;

  constructor(line: string) {
    this.#line = line;
  }

  read(): readonly SimpleCommand[] {
    while (this.#position < this.#line.length) this.#step(this.#line.charAt(this.#position++));
    this.#endCommand();
    return this.#commands;
  }

  #step(character: string): void {
    const next = this.#line.charAt(this.#position);
    if (blank.test(character)) this.#endWord();
    else if (separator.test(character)) this.#endCommand();
    else if (character === '>' && !this.#word.startsWith('<')) this.#redirect(next);
    else if (character === '#' && !this.#inWord && this.#words.length > 0) this.#position = this.#line.length;
    else if (character === "'") this.#readSingleQuoted();
    else if (character === '"') this.#readDoubleQuoted();
    // A command within a command, a PowerShell escape or Markdown: none of it is part of a path.
    else if (character === '`') return;
    else if (isEscape(character, next)) this.#add(this.#line.charAt(this.#position++));
    else this.#add(character);
  }

  #add(text: string): void {
    this.#word += text;
    this.#inWord = true;
  }

  /** PowerShell writes a quote within quotes twice. */
  #readSingleQuoted(): void {
    this.#inWord = true;
    for (; this.#position < this.#line.length; this.#position++) {
      const character = this.#line.charAt(this.#position);
      if (character === "'") {
        if (this.#line.charAt(this.#position + 1) !== "'") {
          this.#position++;
          return;
        }
        this.#position++;
      }
      this.#word += character;
    }
    this.#isOpen = true;
  }

  #readDoubleQuoted(): void {
    this.#inWord = true;
    for (; this.#position < this.#line.length; this.#position++) {
      const character = this.#line.charAt(this.#position);
      const next = this.#line.charAt(this.#position + 1);
      if (character === '"' && next !== '"') {
        this.#position++;
        return;
      }
      const isEscaping = character === '"' || character === '\\' || character === '`';
      if (isEscaping && escapableInDoubleQuotes.test(next)) {
        this.#word += next;
        this.#position++;
      } else this.#word += character;
    }
    this.#isOpen = true;
  }

  #redirect(next: string): void {
    // `2>`: the number is that of the output.
    if (/^\d$/.test(this.#word)) {
      this.#word = '';
      this.#inWord = false;
    }
    this.#endWord();
    this.#redirected = true;
    if (next === '>' || next === '&') this.#position++;
  }

  #endWord(): void {
    if (!this.#inWord) return;
    this.#words.push({ text: this.#word, redirected: this.#redirected });
    this.#word = '';
    this.#inWord = false;
    this.#redirected = false;
  }

  #endCommand(): void {
    this.#endWord();
    this.#redirected = false;
    if (this.#words.length > 0) this.#commands.push({ words: this.#words, isOpen: this.#isOpen });
    this.#words = [];
    this.#isOpen = false;
  }
}

function isEscape(character: string, next: string): boolean {
  if (next === '') return false;
  return (character === '\\' && escapable.test(next)) || (character === '^' && escapableByCaret.test(next));
}
