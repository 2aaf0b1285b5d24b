import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog } from 'electron';
import { appFolders } from './app/app-folders';
import { registerAppScheme } from './app/app-protocol';
import { confineEveryPage } from './app/harden';
import { runApp } from './app/run-app';
import { wordsFor } from './app/words';

/** Of its own for tests and for people who keep several apart. */
const userData = app.commandLine.getSwitchValue('user-data-dir') || process.env.KILN_USER_DATA;
if (userData) app.setPath('userData', path.resolve(userData));

// Both before `ready`, and before anything is waited for: Electron does not hold `ready` back for a module that waits.
registerAppScheme();
confineEveryPage();

// After the folder is known: who has the same folder is the same Kiln.
if (app.requestSingleInstanceLock()) {
  const mainFolder = path.dirname(fileURLToPath(import.meta.url));
  const folders = appFolders(mainFolder, app.isPackaged ? process.resourcesPath : null);
  app
    .whenReady()
    .then(() => runApp(folders))
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      dialog.showErrorBox(wordsFor(app.getLocale()).failure.title, reason);
      app.exit(1);
    });
} else {
  app.quit();
}
