const units: Readonly<Record<string, number>> = { k: 0x400, m: 0x10_0000 };

/** What may follow each prefix. Decimal numbers have no leading zero, so that nobody takes them for octal ones. */
const digitsAfter: Readonly<Record<string, RegExp>> = {
  '': /^(?:0+|[1-9]\d*)$/,
  '0x': /^[\da-f]+$/,
  '0o': /^[0-7]+$/,
  '0b': /^[01]+$/,
};

/**
 * A number as ESP-IDF's partition CSV spells it: decimal, `0x`, `0o`, `0b`, an underscore between digits, with `K` or `M` for
 * 1024 and 1048576, negative where a minus stands before it. Null for anything else.
 */
export function parsePartitionNumber(text: string): number | null {
  const match = /^([+-]?)(0[xob])?([\da-f_]+)\s*([km])?$/i.exec(text.trim());
  if (match === null) return null;
  const [, sign, prefix = '', digits = '', unit = ''] = match;
  const size = parseDigits(prefix.toLowerCase(), digits.toLowerCase());
  if (size === null) return null;
  const value = size * (units[unit.toLowerCase()] ?? 1);
  if (!Number.isSafeInteger(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
}

function parseDigits(prefix: string, digits: string): number | null {
  // After a prefix, an underscore may stand before the first digit too.
  const spelled = prefix === '' ? digits : digits.replace(/^_/, '');
  if (/^_|__|_$/.test(spelled)) return null;
  const plain = spelled.replaceAll('_', '');
  return digitsAfter[prefix]?.test(plain) === true ? Number(`${prefix}${plain}`) : null;
}

/** `1M`, `24K`, `0x180`: a size as CSV files spell it, in the largest unit that divides it. */
export function formatPartitionSize(sizeBytes: number): string {
  for (const [unit, factor] of Object.entries(units).reverse())
    if (sizeBytes % factor === 0) return `${sizeBytes / factor}${unit.toUpperCase()}`;
  return formatPartitionOffset(sizeBytes);
}

/** `0x9000`. */
export function formatPartitionOffset(offset: number): string {
  return `0x${offset.toString(16)}`;
}
