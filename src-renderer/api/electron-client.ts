import { AppError } from '../../src-shared/errors/app-error';
import type { EventName, Events, PreloadBridge, Result, StationClient } from '../../src-shared/ipc/contract';

/** The station behind Electron's preload bridge. */
export function createElectronClient(bridge: PreloadBridge): StationClient {
  return {
    request: async (name, request) => {
      // Pages hold reactive objects, which cannot be cloned: what crosses is plain, as it is over a socket.
      const plain = JSON.parse(JSON.stringify(request)) as unknown;
      const result = await bridge.request(name, plain);
      // The main process answers by the contract; both sides are built from it.
      return unwrap(result as Result<never>);
    },
    on: <N extends EventName>(name: N, listener: (event: Events[N]) => void) =>
      bridge.on(name, (event) => {
        listener(event as Events[N]);
      }),
  };
}

/** The value, or the error as the one type that is thrown. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw AppError.fromWire(result.error);
}
