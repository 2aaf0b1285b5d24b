import path from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { OfferedFile } from '../../src-shared/model/backup';
import { copyFileAtomically } from '../services/atomic-file';
import type { OfferableFile } from '../station';
import type { Words } from './words';

/** Asks in the system's own dialog where to and copies the file; null when it was closed without a choice. */
export async function offerFile(
  window: BrowserWindow | null,
  file: OfferableFile,
  { save }: Words,
): Promise<OfferedFile | null> {
  const options = {
    title: save.title,
    defaultPath: path.join(app.getPath('downloads'), file.suggestedName),
    properties: ['showOverwriteConfirmation' as const, 'createDirectory' as const],
  };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === '') return null;
  await copyFileAtomically(file.path, filePath);
  return { type: 'saved', path: filePath };
}
