import type { BackupStore } from '../backups/backup-store';
import type { BoardAccess } from '../board-access';
import { diagnoseJob } from '../doctor/diagnose-job';
import type { SystemProbe } from '../doctor/system-probe';
import type { ExecuteJob } from '../job-control';
import { eraseJob } from './erase-job';
import { flashJob } from './flash-job';
import { identifyJob } from './identify-job';
import { partitionsJob } from './partitions-job';
import { readJob } from './read-job';
import { readMemoryJob } from './read-memory-job';
import type { FirmwareReader } from './read-segments';
import { restoreJob } from './restore-job';
import { verifyJob } from './verify-job';
import { writeMemoryJob } from './write-memory-job';

export interface JobServices {
  readonly access: BoardAccess;
  readonly firmware: FirmwareReader;
  readonly backups: BackupStore;
  /** What the operating system can tell of ports. */
  readonly system: SystemProbe;
}

/** What each kind of job does. */
export function jobExecutor({ access, firmware, backups, system }: JobServices): ExecuteJob {
  const flash = flashJob(access, firmware);
  const identify = identifyJob(access);
  const erase = eraseJob(access);
  const read = readJob(access, backups);
  const restore = restoreJob(access, backups);
  const verify = verifyJob(access, firmware);
  const partitions = partitionsJob(access);
  const readMemory = readMemoryJob(access);
  const writeMemory = writeMemoryJob(access);
  const diagnose = diagnoseJob(access, system);
  return (request, control) => {
    switch (request.kind) {
      case 'flash':
        return flash(request, control);
      case 'identify':
        return identify(request, control);
      case 'erase':
        return erase(request, control);
      case 'read':
        return read(request, control);
      case 'restore':
        return restore(request, control);
      case 'verify':
        return verify(request, control);
      case 'partitions':
        return partitions(request, control);
      case 'read-memory':
        return readMemory(request, control);
      case 'write-memory':
        return writeMemory(request, control);
      case 'diagnose':
        return diagnose(request, control);
    }
  };
}
