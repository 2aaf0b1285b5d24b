const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 };
const largestFlashBytes = 0x1_0000_0000;

/**
 * A number of bytes or an offset as esptool takes it: decimal, `0x`, `0o`, `0b`, each with `k` or `M` behind it (`64k`, `4M`,
 * `4MB`). Null for anything else and for what lies beyond 32 bits.
 */
export function parseByteNumber(text: string): number | null {
  const match = /^(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*)(?:([km])b?)?$/i.exec(text.trim());
  if (match === null) return null;
  const [, digits = '', unit = ''] = match;
  const value = Number(digits.replaceAll('_', '')) * (units[unit.toLowerCase()] ?? NaN);
  return Number.isSafeInteger(value) && value <= largestFlashBytes ? value : null;
}

const largestWord = 0xffff_ffff;

/** A word of 32 bits, spelled like any number of bytes. */
export function parseWord(text: string): number | null {
  const value = parseByteNumber(text);
  return value !== null && value <= largestWord ? value : null;
}
