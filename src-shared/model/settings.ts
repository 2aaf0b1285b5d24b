import type { FlashMode } from './chip';
import { defaultMonitorSettings, type MonitorSettings } from './monitor';
import type { PortId, SimulatedBoardSpec } from './port';

export const themes = ['system', 'dark', 'light'] as const;
export type Theme = (typeof themes)[number];

/** What the station remembers between runs. */
export interface Settings {
  readonly theme: Theme;
  readonly locale: string;
  readonly lastPort: PortId | null;
  /** Which device that is, where it has a serial number: the station keeps it, and follows it to another name. */
  readonly lastPortDevice: string | null;
  readonly baud: number;
  readonly flashMode: FlashMode | 'keep';
  readonly flashFrequency: string;
  readonly flashSize: string;
  readonly verify: boolean;
  readonly skipUnchanged: boolean;
  /** Merged images come in as their parts, and leave the board's data alone. */
  readonly keepSettings: boolean;
  readonly logOpen: boolean;
  readonly simulatedBoards: readonly SimulatedBoardSpec[];
  /** Addresses of boards that are reached over the network. */
  readonly networkPorts: readonly PortId[];
  readonly monitor: MonitorSettings;
}

export const defaultSettings: Settings = {
  theme: 'system',
  locale: 'en',
  lastPort: null,
  lastPortDevice: null,
  baud: 460_800,
  flashMode: 'keep',
  flashFrequency: 'keep',
  flashSize: 'detect',
  verify: true,
  skipUnchanged: true,
  keepSettings: true,
  logOpen: false,
  simulatedBoards: [{ chip: 'esp32c3', flashSize: '4MB' }],
  networkPorts: [],
  monitor: defaultMonitorSettings,
};
