import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, type BrowserWindow } from 'electron';
import { sendElectronEvents, serveElectronRequests } from '../ipc/electron-ipc';
import { realClock } from '../platform/real-clock';
import { WorkerCompute } from '../platform/worker-compute';
import { WorkerFiles } from '../platform/worker-files';
import { createStation, type Station } from '../station';
import type { AppFolders } from './app-folders';
import { appOrigin } from './app-protocol';
import { chooseFirmware } from './choose-firmware';
import { confirmQuit } from './confirm-quit';
import { createMainWindow, windowStateOf } from './main-window';
import { offerFile } from './offer-file';
import { QuitGuard } from './quit-guard';
import { saveWindowState } from './window-state';
import type { Words } from './words';

/** Pixels that each window lies below and beside the one before. */
const windowShift = 32;

/** The station in its windows, from opening it to putting everything away. All of them show the same station. */
export class Desktop {
  readonly #folders: AppFolders;
  readonly #words: Words;
  readonly #stateFile = path.join(app.getPath('userData'), 'window.json');
  readonly #compute: WorkerCompute;
  readonly #files: WorkerFiles;
  readonly #scans: WorkerFiles;
  readonly #decoding: WorkerFiles;
  readonly #guard = new QuitGuard({
    isBusy: () => this.#station !== null && this.#station.activeJobCount > 0,
    confirm: () => confirmQuit(this.#front(), this.#words),
    shutDown: () => this.#shutDown(),
    quit: () => app.quit(),
  });
  #station: Station | null = null;
  #closing = false;
  /** In the order of their opening. */
  readonly #windows = new Set<BrowserWindow>();

  constructor(folders: AppFolders, words: Words) {
    this.#folders = folders;
    this.#words = words;
    this.#compute = new WorkerCompute(pathToFileURL(folders.workerFile));
    // A worker starts with its first task.
    const fileWorkerFile = pathToFileURL(folders.fileWorkerFile);
    this.#files = new WorkerFiles(fileWorkerFile);
    this.#scans = new WorkerFiles(fileWorkerFile);
    this.#decoding = new WorkerFiles(fileWorkerFile);
  }

  async open(): Promise<Station> {
    const station = await createStation({
      userDataFolder: app.getPath('userData'),
      resourcesFolder: this.#folders.resources,
      clock: realClock,
      wallClock: Date.now,
      compute: this.#compute,
      files: this.#files,
      scans: this.#scans,
      decoding: this.#decoding,
      version: app.getVersion(),
      platform: process.platform,
      host: {
        kind: 'electron',
        firmwareSources: ['path', 'demo'],
        chooseFirmware: (what) => chooseFirmware(this.#front(), what, this.#words),
        offerFile: (file) => offerFile(this.#front(), file, this.#words),
      },
    });
    this.#station = station;
    serveElectronRequests({ station, windows: () => [...this.#windows], origin: appOrigin });
    this.openWindow();
    return station;
  }

  /** Before the application ends: false keeps it for as long as something has to be asked or put away. */
  mayQuit(): boolean {
    return this.#guard.mayQuit();
  }

  /** Brings the window to the front, for someone who has started Kiln a second time. */
  show(): void {
    const window = this.#front();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  }

  /** One more, before the station is there and while everything is put away: none. */
  openWindow(): void {
    const station = this.#station;
    if (station === null || this.#closing) return;
    const window = createMainWindow({
      preloadFile: this.#folders.preloadFile,
      stateFile: this.#stateFile,
      iconFile: path.join(this.#folders.resources, 'icon.png'),
    });
    const [x = 0, y = 0] = window.getPosition();
    const shift = this.#windows.size * windowShift;
    // Else one would hide the other.
    if (shift > 0 && !window.isMaximized()) window.setPosition(x + shift, y + shift);
    this.#windows.add(window);
    sendElectronEvents(window, station, realClock);
    // Closing the last window is quitting; the page stays until everything is put away.
    window.on('close', (event) => {
      if (this.#windows.size === 1 && !this.mayQuit()) event.preventDefault();
    });
    window.once('closed', () => this.#windows.delete(window));
  }

  /** The window that the person looks at, else the first. */
  #front(): BrowserWindow | null {
    const windows = [...this.#windows];
    return windows.find((window) => window.isFocused()) ?? windows[0] ?? null;
  }

  async #shutDown(): Promise<void> {
    this.#closing = true;
    const window = this.#front();
    if (window !== null) await saveWindowState(this.#stateFile, windowStateOf(window));
    await this.#station?.close();
    const workers = [this.#compute, this.#files, this.#scans, this.#decoding];
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
