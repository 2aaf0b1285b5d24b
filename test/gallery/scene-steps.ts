import type { BackupInfo } from '../../src-shared/model/backup';
import type { JobRecord } from '../../src-shared/model/job';
import type { PortInfo } from '../../src-shared/model/port';
import type { Settings } from '../../src-shared/model/settings';
import { sleep } from '../../src-shared/time/clock';
import { browserClock } from '../../src-renderer/api/browser-clock';
import type { ConnectionState } from '../../src-renderer/api/station-connection';
import type { Handlers, StationDouble } from '../support/station-double';

export interface Scene {
  readonly handlers?: Partial<Handlers>;
  readonly settings?: Partial<Settings>;
  readonly ports?: readonly PortInfo[];
  readonly records?: readonly JobRecord[];
  readonly backups?: readonly BackupInfo[];
  readonly connection?: ConnectionState;
  /** What happens after the page is there. */
  readonly play?: (station: StationDouble) => Promise<void>;
}

export const settleMs = 250;

export function press(testId: string): void {
  document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.click();
}

export const settle = (): Promise<void> => sleep(browserClock, settleMs);

/** Types into a field as a user does. */
export function fill(testId: string, text: string): void {
  const input = document.querySelector<HTMLInputElement>(`[data-testid="${testId}"]`);
  if (!input) return;
  input.value = text;
  input.dispatchEvent(new Event('input'));
}
