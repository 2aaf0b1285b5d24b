import { powerSaveBlocker } from 'electron';
import type { Station } from '../station';

/** Keeps the computer from going to sleep in the middle of a flash. */
export function keepAwakeDuringJobs(station: Station): void {
  let blocker: number | null = null;
  station.on('job:event', (event) => {
    if (event.type !== 'changed') return;
    if (station.activeJobCount > 0) {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}
