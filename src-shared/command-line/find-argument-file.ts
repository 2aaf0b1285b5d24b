/** `@flash_args`, with the quotes that PowerShell wants around it. */
const argumentFile = /(?:^|\s)["']?@([^\s"'@]{1,1024})["']?(?=\s|$)/;

/** The file that a command takes further arguments from, as written; null for a command that is complete in itself. */
export function findArgumentFile(text: string): string | null {
  return argumentFile.exec(text)?.[1] ?? null;
}
