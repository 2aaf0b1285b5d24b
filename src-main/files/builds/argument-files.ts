import type { PathIndex } from './path-index';

export interface ExpandedText {
  readonly text: string;
  /** Names of files that the text takes arguments from and that the trees do not have. */
  readonly missing: readonly string[];
}

/** As much as a command may have. */
const largestFileBytes = 65_536;
const mostArgumentFiles = 8;

/** esptool takes arguments from files: `@flash_args`, in quotes where PowerShell would take the sign for its own. */
const argumentFile = /(?<=^|\s)(["']?)@([^\s"'@]{1,1024})\1(?=\s|$)/g;

/** The text with the files' own text in their place. Throws what reading one throws. */
export async function expandArgumentFiles(text: string, index: PathIndex): Promise<ExpandedText> {
  const parts: string[] = [];
  const missing: string[] = [];
  let end = 0;
  for (const match of [...text.matchAll(argumentFile)].slice(0, mostArgumentFiles)) {
    const name = match[2] ?? '';
    const place = index.find(name);
    if (place === null) {
      missing.push(name);
      continue;
    }
    const bytes = await place.tree.read(place.path, largestFileBytes);
    // One line: the command goes on behind it.
    const inserted = new TextDecoder().decode(bytes).replaceAll(/[\r\n]+/g, ' ');
    parts.push(text.slice(end, match.index), inserted);
    end = match.index + match[0].length;
  }
  return { text: parts.join('') + text.slice(end), missing };
}
