const msPerSecond = 1000;
const bitsPerByte = 8;

/** `0x00010000`, as esptool prints addresses. */
export function formatAddress(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}

/** `0x10400`: no more digits than needed, but at least so many. */
export function formatHex(value: number, leastDigits = 1): string {
  return `0x${value.toString(16).padStart(leastDigits, '0')}`;
}

/** One decimal. */
export function formatSeconds(durationMs: number): string {
  return (durationMs / msPerSecond).toFixed(1);
}

/** Units a second, one decimal; a dash while no time has passed. */
export function formatRate(units: number, durationMs: number): string {
  return durationMs <= 0 ? '–' : (units / (durationMs / msPerSecond)).toFixed(1);
}

/** In kbit/s of flash, as esptool tells it. */
export function formatKilobits(sizeBytes: number, durationMs: number): string {
  return formatRate((sizeBytes * bitsPerByte) / 1000, durationMs);
}

/** 4 is `v0.4`, 301 is `v3.1`. */
export function formatRevision(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}
