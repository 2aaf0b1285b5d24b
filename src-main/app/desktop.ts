import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, type BrowserWindow } from 'electron';
import { sendElectronEvents, serveElectronRequests } from '../ipc/electron-ipc';
import { realClock } from '../platform/real-clock';
import { WorkerCompute } from '../platform/worker-compute';
import { createStation, type Station } from '../station';
import type { AppFolders } from './app-folders';
import { appOrigin } from './app-protocol';
import { chooseFirmware } from './choose-firmware';
import { confirmQuit } from './confirm-quit';
import { createMainWindow, windowStateOf } from './main-window';
import { QuitGuard } from './quit-guard';
import { saveWindowState } from './window-state';
import type { Words } from './words';

/** The station in its one window, from opening it to putting everything away. */
export class Desktop {
  readonly #folders: AppFolders;
  readonly #words: Words;
  readonly #stateFile = path.join(app.getPath('userData'), 'window.json');
  readonly #compute: WorkerCompute;
  readonly #guard = new QuitGuard({
    isBusy: () => this.#station !== null && this.#station.activeJobCount > 0,
    confirm: () => confirmQuit(this.#window, this.#words),
    shutDown: () => this.#shutDown(),
    quit: () => app.quit(),
  });
  #station: Station | null = null;
  #window: BrowserWindow | null = null;

  constructor(folders: AppFolders, words: Words) {
    this.#folders = folders;
    this.#words = words;
    this.#compute = new WorkerCompute(pathToFileURL(folders.workerFile));
  }

  async open(): Promise<Station> {
    const station = await createStation({
      userDataFolder: app.getPath('userData'),
      resourcesFolder: this.#folders.resources,
      clock: realClock,
      wallClock: Date.now,
      compute: this.#compute,
      version: app.getVersion(),
      platform: process.platform,
      host: {
        kind: 'electron',
        firmwareSources: ['path', 'demo'],
        chooseFirmware: (what) => chooseFirmware(this.#window, what, this.#words),
      },
    });
    this.#station = station;
    serveElectronRequests({ station, window: () => this.#window, origin: appOrigin });
    this.#openWindow(station);
    return station;
  }

  /** Before the application ends: false keeps it for as long as something has to be asked or put away. */
  mayQuit(): boolean {
    return this.#guard.mayQuit();
  }

  /** Brings the window to the front, for someone who has started Kiln a second time. */
  show(): void {
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.focus();
  }

  #openWindow(station: Station): void {
    const window = createMainWindow({
      preloadFile: this.#folders.preloadFile,
      stateFile: this.#stateFile,
      iconFile: path.join(this.#folders.resources, 'icon.png'),
    });
    this.#window = window;
    sendElectronEvents(window, station, realClock);
    // Closing the window is quitting; the page stays until everything is put away.
    window.on('close', (event) => {
      if (!this.mayQuit()) event.preventDefault();
    });
    window.once('closed', () => {
      this.#window = null;
    });
  }

  async #shutDown(): Promise<void> {
    if (this.#window !== null) await saveWindowState(this.#stateFile, windowStateOf(this.#window));
    await this.#station?.close();
    await this.#compute.close();
  }
}
