import { AppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { formatName, type LineFormat } from '../../../src-shared/model/monitor';

/** What the drivers of the three systems say when a port cannot be opened, as serialport passes it on. */
const patterns: readonly (readonly [RegExp, ErrorCode])[] = [
  [/cannot lock port|temporarily unavailable|resource busy|EBUSY/i, 'port-busy'],
  // Windows: the port is open elsewhere. The same words as for a missing right elsewhere, so the number decides.
  [/access denied|error code 5\b/i, 'port-busy'],
  [/permission denied|EACCES|EPERM|not permitted/i, 'port-permission'],
  [/no such (file|device)|ENOENT|ENXIO|ENODEV|file not found|error code 2\b/i, 'port-not-found'],
];

/** The code for a failed open; `port-open-failed` with the driver's words where nothing is known about them. */
export function serialOpenError(port: string, error: Error): AppError {
  const code = patterns.find(([pattern]) => pattern.test(error.message))?.[1];
  if (code !== undefined) return new AppError(code, { port }, { cause: error });
  const reason = error.message.replace(/^Error:?\s*/i, '');
  return new AppError('port-open-failed', { port, reason }, { cause: error });
}

/** As `serialOpenError`; what only the driver's own words tell of, with a format other than 8N1, is that it cannot do the format. */
export function serialFormatError(port: string, format: LineFormat, error: Error): AppError {
  const known = serialOpenError(port, error);
  const name = formatName(format);
  if (known.code !== 'port-open-failed' || name === '8N1') return known;
  return new AppError('format-unsupported', { port, format: name }, { cause: error });
}
