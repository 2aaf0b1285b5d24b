import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { PreloadBridge, Result } from '../../src-shared/ipc/contract';
import { eventChannel, requestChannel, takenChannel } from '../../src-shared/ipc/channels';

/*
 * Runs sandboxed, beside the page and out of its reach. What crosses is data and the names of the contract; the channels
 * are made from those names alone, so that no other one can be reached through here.
 */
const bridge: PreloadBridge = {
  request: (name, request) => ipcRenderer.invoke(requestChannel(name), request) as Promise<Result<unknown>>,
  on: (name, listener) => {
    const channel = eventChannel(name);
    // Electron's event object stays here: it would hand the page `sender` and its ports.
    const pass = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(channel, pass);
    return () => {
      ipcRenderer.off(channel, pass);
    };
  },
  pathForFile: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ''),
};

// Once for each batch, whoever listens to it or not.
ipcRenderer.on(eventChannel('monitor:data'), () => ipcRenderer.send(takenChannel));

contextBridge.exposeInMainWorld('kiln', bridge);
