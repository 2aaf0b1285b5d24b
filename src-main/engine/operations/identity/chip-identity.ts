/** What the chip's own registers tell about it, before the flash is asked. */
export interface ChipIdentity {
  readonly description: string;
  /** Major × 100 + minor. */
  readonly revision: number | null;
  readonly features: readonly string[];
  readonly crystalMhz: number | null;
  readonly mac: string | null;
  /** `60:55:f9:ff:fe:f7:2c:a2`; null on chips without IEEE 802.15.4. */
  readonly eui64: string | null;
  readonly usbMode: string | null;
}

/** `7c:df:a1:b2:c3:d4` out of the two words that hold a MAC: the low one has the last four bytes. */
export function formatMac(low: number, high: number): string {
  return formatBytes([high >> 8, high, low >>> 24, low >>> 16, low >>> 8, low]);
}

/**
 * The same two words with two bytes more in the middle, which the upper half of the high one holds, the second byte lowest.
 * Null where they are not burnt. @source ESP-IDF, eFuse table, MAC_EXT
 */
export function formatEui64(low: number, high: number): string | null {
  if (high >>> 16 === 0) return null;
  return formatBytes([high >> 8, high, low >>> 24, high >>> 24, high >>> 16, low >>> 16, low >>> 8, low]);
}

/** Of each value the lowest byte. */
function formatBytes(values: readonly number[]): string {
  return values.map((value) => (value & 0xff).toString(16).padStart(2, '0')).join(':');
}
