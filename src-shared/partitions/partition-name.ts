/** Bytes of a name in flash. One of that length is followed by nothing; shorter ones by zeros. */
export const partitionNameBytes = 16;

/** As much of a name as fits into its place in flash, whole characters only. */
export function fitPartitionName(name: string): string {
  let sizeBytes = 0;
  let fitting = '';
  for (const character of name) {
    sizeBytes += utf8Bytes(character.codePointAt(0) ?? 0);
    if (sizeBytes > partitionNameBytes) break;
    fitting += character;
  }
  return fitting;
}

/**
 * Whether a CSV file can carry a name: its fields are split at commas, trimmed and never quoted, `$` asks for a variable. Names
 * whose bytes were no text come with U+FFFD in them, and would not come back as they were.
 */
export function isNameForCsv(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  return name === name.trim() && !/^#|[,\u0000-\u001f\u007f\u0085\u2028\u2029\ufffd]|\$[\w{]/.test(name);
}

function utf8Bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}
