import path from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import { AppError } from '../../src-shared/errors/app-error';
import type { OfferedFile } from '../../src-shared/model/backup';
import { copyFileAtomically, writeFileAtomically } from '../services/atomic-file';
import { freeName } from '../services/free-name';
import type { OfferableFile } from '../services/offerable-file';
import { systemReason } from '../../src-shared/errors/system-reason';
import type { Words } from './words';

/** Asks in the system's own dialog where to and puts the file there; null when it was closed without a choice. */
export async function offerFile(
  window: BrowserWindow | null,
  file: OfferableFile,
  { save }: Words,
): Promise<OfferedFile | null> {
  const downloads = app.getPath('downloads');
  const options = {
    title: save.title,
    defaultPath: path.join(downloads, await freeName(downloads, file.suggestedName)),
    properties: ['showOverwriteConfirmation' as const, 'createDirectory' as const],
  };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === '') return null;
  if ('path' in file) await copyFileAtomically(file.path, filePath);
  else await writeText(filePath, await file.textFor(path.dirname(filePath)));
  return { type: 'saved', path: filePath };
}

async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFileAtomically(file, text);
  } catch (error) {
    const context = { name: path.basename(file), reason: systemReason(error) };
    throw new AppError('file-not-written', context, { cause: error });
  }
}
