import type { PreloadBridge } from '../src-shared/ipc/contract';

declare global {
  interface Window {
    /** There in Electron only: put by the preload script. */
    readonly kiln?: PreloadBridge;
  }
}
