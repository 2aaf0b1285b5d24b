import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { BackupInfo } from '../../../src-shared/model/backup';
import { backupSchema } from '../../../src-shared/model/job-output-schema';
import { writeFileAtomically } from '../atomic-file';

/** What is kept of a backup beside its bytes, as `<fileName>.json`. */
export interface BackupState {
  readonly info: BackupInfo;
  /** Hex, of the first `doneBytes`: by this an unfinished file is known again. Null while bytes of it are being replaced. */
  readonly doneSha256: string | null;
}

const stateSchema = z.object({ info: backupSchema, doneSha256: z.string().nullable() });

export const stateExtension = '.json';
export const partExtension = '.part';

export function saveBackupState(folder: string, state: BackupState): Promise<void> {
  const file = path.join(folder, `${state.info.fileName}${stateExtension}`);
  return writeFileAtomically(file, `${JSON.stringify(state, null, 2)}\n`);
}

/** Null where the file is none, or speaks of a file that is not the one beside it. */
export async function readBackupState(folder: string, stateName: string): Promise<BackupState | null> {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(await readFile(path.join(folder, stateName), 'utf8')));
    if (!parsed.success) return null;
    return `${parsed.data.info.fileName}${stateExtension}` === stateName ? parsed.data : null;
  } catch {
    return null;
  }
}
