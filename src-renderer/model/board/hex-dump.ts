export interface HexLine {
  readonly address: string;
  /** Words of four bytes, as they lie in memory. */
  readonly words: readonly string[];
  /** Printable ASCII; a dot for everything else. */
  readonly text: string;
}

const bytesPerLine = 16;
const bytesPerWord = 4;

/** `hex` has two digits for each byte from `address` on. */
export function hexDump(address: number, hex: string): readonly HexLine[] {
  const bytes = hex.match(/../g) ?? [];
  const lines: HexLine[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const line = bytes.slice(at, at + bytesPerLine);
    lines.push({
      address: (address + at).toString(16).padStart(8, '0'),
      words: groups(line),
      text: line.map(printable).join(''),
    });
  }
  return lines;
}

/** For the clipboard: `40000000  13 05 00 00  …  |....|`. */
export function hexDumpText(lines: readonly HexLine[]): string {
  return lines.map(({ address, words, text }) => `${address}  ${words.join('  ')}  |${text}|`).join('\n');
}

function groups(bytes: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerWord)
    words.push(bytes.slice(at, at + bytesPerWord).join(' '));
  return words;
}

function printable(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
}
