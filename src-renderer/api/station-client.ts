import { inject, type InjectionKey } from 'vue';
import type { PreloadBridge, StationClient } from '../../src-shared/ipc/contract';
import { browserClock } from './browser-clock';
import { createElectronClient } from './electron-client';
import { createElectronFiles, createUploadFiles, type HostFiles } from './host-files';
import { takeSessionToken } from './session-token';
import { SocketClient } from './socket-client';
import type { StationConnection } from './station-connection';
import { webSocketOpener } from './web-socket';

/** All that the renderer has of the station. */
export interface Station {
  readonly client: StationClient;
  readonly connection: StationConnection;
  readonly files: HostFiles;
}

export const stationKey: InjectionKey<Station> = Symbol('station');

/** The station that the application was given at its start. */
export function useStation(): Station {
  const station = inject(stationKey);
  if (!station) throw new Error('no station was provided');
  return station;
}

const alwaysReady: StationConnection = { state: 'ready', onState: () => () => undefined };

/** Electron where its bridge is there, the browser host otherwise. */
export function connectStation(
  window: Window & typeof globalThis & { readonly kiln?: PreloadBridge },
): Station {
  const bridge = window.kiln;
  if (bridge) {
    const client = createElectronClient(bridge);
    return { client, connection: alwaysReady, files: createElectronFiles(bridge, client) };
  }
  const token = takeSessionToken(window);
  const client = new SocketClient(webSocketOpener(window.location, token), browserClock);
  const files = createUploadFiles(window.location.origin, token, window.fetch.bind(window));
  return { client, connection: client, files };
}
