import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import type { Words } from './words';

function dialogOptions(what: 'files' | 'folder', { choose }: Words): OpenDialogOptions {
  if (what === 'folder') return { title: choose.folder, properties: ['openDirectory'] };
  return {
    title: choose.files,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: choose.firmwareFiles, extensions: [...choose.firmwareExtensions] },
      { name: choose.images, extensions: [...choose.imageExtensions] },
      { name: choose.tables, extensions: [...choose.tableExtensions] },
      { name: choose.builds, extensions: [...choose.buildExtensions] },
      { name: choose.allFiles, extensions: ['*'] },
    ],
  };
}

/** The system's own dialog; null when it was closed without a choice. */
export async function chooseFirmware(
  window: BrowserWindow | null,
  what: 'files' | 'folder',
  words: Words,
): Promise<readonly FirmwareSource[] | null> {
  const options = dialogOptions(what, words);
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  if (canceled || filePaths.length === 0) return null;
  return filePaths.map((path) => ({ type: 'path', path }));
}
