import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { AppError } from '../../src-shared/errors/app-error';
import { eventChannel, requestChannel, takenChannel } from '../../src-shared/ipc/channels';
import type { Result } from '../../src-shared/ipc/contract';
import { requestNames } from '../../src-shared/ipc/names';
import type { Clock } from '../../src-shared/time/clock';
import type { Station } from '../station';
import { feedEvents } from './event-feed';
import { serveRequests } from './serve-requests';

/** A page that has so many batches of lines still to take gets no more for the time being: two seconds of them. */
const maxUntaken = 60;

export interface ElectronIpcOptions {
  readonly station: Station;
  /** The windows that may ask. */
  readonly windows: () => readonly BrowserWindow[];
  /** `kiln://app`: where the window's page comes from. */
  readonly origin: string;
}

/** Only the top frame of one of our own windows, and only while it shows our own page. */
function isOwnPage({ windows, origin }: ElectronIpcOptions, event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  if (frame === null || !frame.url.startsWith(`${origin}/`)) return false;
  return windows().some((own) => !own.isDestroyed() && frame === own.webContents.mainFrame);
}

/** Answers the contract's requests over Electron's IPC. */
export function serveElectronRequests(options: ElectronIpcOptions): void {
  const serve = serveRequests(options.station.handlers);
  for (const name of requestNames) {
    ipcMain.handle(requestChannel(name), async (event, payload: unknown): Promise<Result<unknown>> => {
      if (!isOwnPage(options, event)) return { ok: false, error: new AppError('request-forbidden').toWire() };
      return serve(name, payload);
    });
  }
}

/** Sends the station's events to a window for as long as it lives. */
export function sendElectronEvents(window: BrowserWindow, station: Station, clock: Clock): void {
  const { webContents } = window;
  let untaken = 0;
  // Only this window's own page can say so; another window's says it of itself.
  webContents.ipc.on(takenChannel, () => {
    untaken = Math.max(0, untaken - 1);
  });
  // What was sent to a page that is gone is never taken.
  webContents.on('did-finish-load', () => {
    untaken = 0;
  });
  const end = feedEvents(
    station,
    clock,
    (name, payload) => {
      if (window.isDestroyed()) return;
      if (name === 'monitor:data') untaken += 1;
      webContents.send(eventChannel(name), payload);
    },
    () => untaken > maxUntaken,
  );
  window.once('closed', end);
}
