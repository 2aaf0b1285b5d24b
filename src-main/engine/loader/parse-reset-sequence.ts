import { AppError } from '../../../src-shared/errors/app-error';
import type { ResetStep } from '../requests';

/**
 * A reset sequence as configuration files spell it: steps divided by `|`. `D0` `D1` DTR, `R0` `R1` RTS, `U0,1` both at once,
 * `W0.1` wait so many seconds; 1 asserts a line. `reset-sequence-invalid` for anything else, an empty text included.
 * @source Espressif, esptool, configuration file, "custom reset sequence"
 */
export function parseResetSequence(text: string): readonly ResetStep[] {
  const steps = text
    .split('|')
    .map((step) => step.trim())
    .filter((step) => step !== '');
  if (steps.length === 0) throw new AppError('reset-sequence-invalid', { step: '', sequence: text });
  return steps.map((step) => {
    const parsed = parseStep(step);
    if (parsed === null) throw new AppError('reset-sequence-invalid', { step, sequence: text });
    return parsed;
  });
}

function parseStep(step: string): ResetStep | null {
  const [, code = '', argument = ''] = /^([druw])(.*)$/i.exec(step) ?? [];
  switch (code.toUpperCase()) {
    case 'D':
      return isBit(argument) ? { lines: { dtr: argument === '1' } } : null;
    case 'R':
      return isBit(argument) ? { lines: { rts: argument === '1' } } : null;
    case 'U':
      return parseBoth(argument);
    case 'W':
      return /^(\d+(\.\d*)?|\.\d+)$/.test(argument) ? { waitMs: Number(argument) * 1000 } : null;
    default:
      return null;
  }
}

function parseBoth(argument: string): ResetStep | null {
  const [dtr = '', rts = '', ...more] = argument.split(',').map((bit) => bit.trim());
  if (!isBit(dtr) || !isBit(rts) || more.length > 0) return null;
  return { lines: { dtr: dtr === '1', rts: rts === '1' } };
}

function isBit(text: string): boolean {
  return text === '0' || text === '1';
}
