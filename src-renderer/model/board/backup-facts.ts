import type { BackupInfo } from '../../../src-shared/model/backup';

/** It can be gone on with: not every byte is in its file, or the file has not been proven. */
export function isUnfinished({ sha256 }: BackupInfo): boolean {
  return sha256 === null;
}

/** Whether it holds all of the flash, and not a stretch of it. */
export function isWholeFlash({ offset, sizeBytes, flashSizeBytes, label }: BackupInfo): boolean {
  return label === '' && offset === 0 && (flashSizeBytes === null || sizeBytes === flashSizeBytes);
}
