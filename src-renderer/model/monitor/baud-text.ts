const minBaud = 300;
const maxBaud = 8_000_000;

/** A typed rate; spaces and separators of thousands are allowed. Null: none that a port could have. */
export function parseBaud(text: string): number | null {
  const digits = text.replace(/[\s.,_'’]/g, '');
  if (!/^\d{1,8}$/.test(digits)) return null;
  const baud = Number(digits);
  return baud >= minBaud && baud <= maxBaud ? baud : null;
}
