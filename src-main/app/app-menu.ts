import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words';

/**
 * Mostly for its accelerators: copy and paste on macOS, zoom, full screen. What has a role gets its words from the system's
 * language through Electron.
 */
export function installMenu({ menu }: Words, openWindow: () => void): void {
  const edit: MenuItemConstructorOptions = {
    label: menu.edit,
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: menu.view,
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      // For those who work on Kiln; a built application has nothing to develop in it.
      ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    ],
  };
  const window: MenuItemConstructorOptions = {
    label: menu.window,
    submenu: [
      { label: menu.newWindow, accelerator: 'CmdOrCtrl+N', click: openWindow },
      { role: 'minimize' },
      { role: 'close' },
      { role: 'quit' },
    ],
  };
  const first: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...first, edit, view, window]));
}
