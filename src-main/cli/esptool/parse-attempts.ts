import { InvalidArgumentError } from 'commander';
import { en } from '../locales/en';

/** Whole number; 0 and below mean "until stopped", as with esptool. */
export function parseAttempts(value: string): number {
  if (!/^-?\d{1,9}$/.test(value)) throw new InvalidArgumentError(en.numberReason);
  return Math.max(0, Number(value));
}
