import type { FirmwareSource, Requests } from '../src-shared/ipc/contract';
import type { OfferedFile } from '../src-shared/model/backup';
import type { CrashReport } from '../src-shared/model/crash';
import type { MonitorId } from '../src-shared/model/monitor';
import type { CollectedCoreDump } from './services/crash/crash-decoding';
import type { CrashServices } from './services/crash/crash-services';
import { exportCoreDump } from './services/crash/export-core-dump';
import type { ExportsFolder } from './services/exports-folder';
import type { FirmwareImport } from './services/firmware-import';
import type { OfferableCopy } from './services/offerable-file';

type CrashRequestName = Extract<keyof Requests, `crash:${string}` | `core-dump:${string}` | `elf:${string}`>;

export type CrashHandlers = {
  readonly [N in CrashRequestName]: (
    request: Requests[N]['request'],
  ) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

/** What monitors have collected. */
export interface CollectedCrashes {
  /** Throws `monitor-not-found`, `crash-not-found`. */
  crash(monitor: MonitorId, crash: number): CrashReport;
  /** Throws `monitor-not-found`, `crash-not-found`. */
  coreDump(monitor: MonitorId, dump: number): CollectedCoreDump;
}

export interface CrashHandlerServices {
  readonly monitors: CollectedCrashes;
  readonly crashes: Pick<CrashServices, 'elfs' | 'learning' | 'decoding'>;
  readonly firmware: Pick<FirmwareImport, 'resolve'>;
  readonly exports: ExportsFolder;
  /** Throws `request-forbidden` where the page may not name such a source. */
  readonly refuseForbidden: (sources: readonly FirmwareSource[]) => void;
  /** Gives what was made to the user. */
  readonly offerMade: (made: Promise<OfferableCopy>) => Promise<OfferedFile | null>;
}

/** The part of the contract that is about crashes and the ELF files that explain them. */
export function crashHandlers(services: CrashHandlerServices): CrashHandlers {
  const { monitors, crashes, firmware, exports } = services;
  const { elfs, learning, decoding } = crashes;
  return {
    'crash:decode': ({ monitor, crash, elf }) => decoding.crash(monitors.crash(monitor, crash), elf),
    'core-dump:decode': ({ monitor, dump, elf }) => decoding.coreDump(monitors.coreDump(monitor, dump), elf),
    'core-dump:export': ({ monitor, dump }) =>
      services.offerMade(exportCoreDump(monitors.coreDump(monitor, dump), exports)),
    'elf:add': ({ source }) => {
      services.refuseForbidden([source]);
      return learning.given(firmware.resolve(source));
    },
    'elf:list': () => elfs.list(),
    'elf:forget': async ({ elf }) => {
      await elfs.forget(elf);
      return null;
    },
  };
}
