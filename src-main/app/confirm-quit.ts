import { dialog, type BrowserWindow } from 'electron';
import type { Words } from './words';

/** True when the person would rather stop the work than stay. */
export async function confirmQuit(window: BrowserWindow | null, { quit }: Words): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    message: quit.message,
    detail: quit.detail,
    buttons: [quit.stop, quit.stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return response === 0;
}
