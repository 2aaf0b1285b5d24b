import { AppError } from '../errors/app-error';

/** Bytes from pairs of hex digits; spaces, commas and `0x` between them are allowed. Throws `hex-invalid`. */
export function parseHexText(text: string): Uint8Array {
  const digits = text.replace(/0x/gi, '').replace(/[\s,]+/g, '');
  if (digits === '' || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits))
    throw new AppError('hex-invalid');
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

/** Two digits a byte. */
export function formatHexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
