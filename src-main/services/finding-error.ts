import { AppError } from '../../src-shared/errors/app-error';
import type { ErrorCode } from '../../src-shared/errors/error-texts';
import type { Finding, FindingCode } from '../../src-shared/preflight/finding';

/** What each finding is called when it stops a job; null for what is only ever a warning. */
const errorCodes: Readonly<Record<FindingCode, ErrorCode | null>> = {
  'nothing-to-flash': 'nothing-to-flash',
  'file-empty': 'file-empty',
  'offset-missing': 'offset-missing',
  'offset-misaligned': 'offset-misaligned',
  'segments-overlap': 'segments-overlap',
  'past-end-of-flash': 'past-end-of-flash',
  'image-wrong-chip': 'image-wrong-chip',
  'images-for-different-chips': 'images-for-different-chips',
  'image-wrong-revision': 'image-wrong-revision',
  'image-checksum-bad': 'image-checksum-bad',
  'image-digest-bad': 'image-digest-bad',
  'bootloader-wrong-offset': 'bootloader-wrong-offset',
  'header-size-larger-than-flash': 'header-size-larger-than-flash',
  'header-size-smaller-than-table': 'header-size-smaller-than-table',
  'partition-table-faulty': 'partition-table-faulty',
  'partition-past-end-of-flash': 'partition-past-end-of-flash',
  'partition-table-changes': null,
  'partition-table-overwritten': null,
  'no-partition-table': null,
  'app-does-not-fit-partition': 'app-does-not-fit-partition',
  'app-not-at-partition': 'app-not-at-partition',
  'app-not-started': null,
  'data-does-not-fit-partition': 'data-does-not-fit-partition',
  'data-not-at-partition': null,
  'no-bootloader': null,
  'board-secured': 'security-refused',
  'settings-will-be-erased': null,
  'settings-kept': null,
  'flash-setting-unknown': 'flash-setting-unknown',
};

export function findingError({ code, context }: Finding): AppError {
  const errorCode = errorCodes[code];
  if (errorCode === null) return new AppError('internal', { reason: `${code} is not an error` });
  return new AppError(errorCode, context);
}
