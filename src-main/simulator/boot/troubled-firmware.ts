import type { FaultInjector } from '../faults/fault-injector';
import type { Program } from '../programs/program';

/** Firmware that comes to nothing, or is somebody else's, whatever there is in flash. */
export function troubledFirmware(faults: FaultInjector): readonly Program[] {
  if (faults.has('boot-loop')) return [{ type: 'crash', kind: 'exception', afterMs: 0 }];
  if (faults.has('brown-out-boot')) return [{ type: 'brown-out' }];
  return faults.chatterBaud === null ? [] : [{ type: 'chatter', baud: faults.chatterBaud }];
}
