import { AppError } from '../../../src-shared/errors/app-error';
import type { NvsContents } from '../../../src-shared/model/nvs';
import { readNvs } from '../../engine/nvs/read-nvs';

/** A report goes to a page as a whole; NVS partitions have some dozens of kilobytes. */
const largestBytes = 4 * 1024 * 1024;

/** Null for what is no NVS, and for what is too large to be shown. */
export function readNvsReport(bytes: Uint8Array): NvsContents | null {
  if (bytes.length > largestBytes) return null;
  try {
    return readNvs(bytes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
