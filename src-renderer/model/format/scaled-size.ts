export interface ScaledSize {
  readonly value: number;
  readonly unit: 'bytes' | 'kilobytes' | 'megabytes';
  readonly fractionDigits: 0 | 1 | 2;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** A size with three digits at most that mean something, in units of 1024 as flash is sold. */
export function scaleSize(sizeBytes: number): ScaledSize {
  if (sizeBytes < kilobyte) return { value: sizeBytes, unit: 'bytes', fractionDigits: 0 };
  const inMegabytes = sizeBytes >= megabyte;
  const value = sizeBytes / (inMegabytes ? megabyte : kilobyte);
  return {
    value,
    unit: inMegabytes ? 'megabytes' : 'kilobytes',
    fractionDigits: digitsFor(value, inMegabytes),
  };
}

function digitsFor(value: number, inMegabytes: boolean): 0 | 1 | 2 {
  if (Number.isInteger(value) || value >= 100) return 0;
  return inMegabytes && value < 10 ? 2 : 1;
}
