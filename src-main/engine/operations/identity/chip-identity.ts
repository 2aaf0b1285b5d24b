/** What the chip's own registers tell about it, before the flash is asked. */
export interface ChipIdentity {
  readonly description: string;
  /** Major × 100 + minor. */
  readonly revision: number | null;
  readonly features: readonly string[];
  readonly crystalMhz: number | null;
  readonly mac: string | null;
}

/** `7c:df:a1:b2:c3:d4` out of the two words that hold a MAC: the low one has the last four bytes. */
export function formatMac(low: number, high: number): string {
  const bytes = [high >> 8, high, low >>> 24, low >>> 16, low >>> 8, low];
  return bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join(':');
}
