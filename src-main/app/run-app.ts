import { app, session } from 'electron';
import type { AppFolders } from './app-folders';
import { installMenu } from './app-menu';
import { serveApp } from './app-protocol';
import { Desktop } from './desktop';
import { denyPermissions } from './harden';
import { keepAwakeDuringJobs } from './keep-awake';
import { wordsFor } from './words';

/** The Electron host, from `ready` on. */
export async function runApp(folders: AppFolders): Promise<void> {
  const words = wordsFor(app.getLocale());
  denyPermissions(session.defaultSession);
  serveApp(session.defaultSession, folders.renderer);
  const desktop = new Desktop(folders, words);
  installMenu(words, () => desktop.openWindow());
  app.on('before-quit', (event) => {
    if (!desktop.mayQuit()) event.preventDefault();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', () => desktop.show());
  keepAwakeDuringJobs(await desktop.open());
}
