import type { FirmwareSource, PreloadBridge, StationClient } from '../../src-shared/ipc/contract';
import { collectDropped, collectPicked } from './collect-files';
import { uploadFiles } from './upload-files';

export interface HostFiles {
  /**
   * What was dropped, as sources for `firmware:import`. Must be called in the drop's own turn: the browser empties the
   * transfer afterwards. Empty when there was nothing that could be firmware.
   */
  fromDrop(transfer: DataTransfer): Promise<readonly FirmwareSource[]>;
  /** What a file input gave. */
  fromInput(files: readonly File[]): Promise<readonly FirmwareSource[]>;
  /** The host's own dialog; null where it has none, so that the page's file input must be used. */
  readonly choose: ((what: 'files' | 'folder') => Promise<readonly FirmwareSource[] | null>) | null;
}

/** Electron: paths, the bytes stay where they are. */
export function createElectronFiles(bridge: PreloadBridge, client: StationClient): HostFiles {
  const toSources = (files: readonly File[]): readonly FirmwareSource[] =>
    files.flatMap((file) => {
      const path = bridge.pathForFile(file);
      return path === '' ? [] : [{ type: 'path', path }];
    });
  return {
    fromDrop: (transfer) => Promise.resolve(toSources([...transfer.files])),
    fromInput: (files) => Promise.resolve(toSources(files)),
    choose: (what) => client.request('firmware:choose', { what }),
  };
}

/** Browser host: the files are uploaded as one set. */
export function createUploadFiles(origin: string, token: string, fetchFrom: typeof fetch): HostFiles {
  const upload = async (files: Awaited<ReturnType<typeof collectDropped>>) =>
    files.length === 0
      ? []
      : [{ type: 'upload' as const, upload: await uploadFiles(files, origin, token, fetchFrom) }];
  return {
    fromDrop: async (transfer) => upload(await collectDropped(transfer)),
    fromInput: (files) => upload(collectPicked(files)),
    choose: null,
  };
}
