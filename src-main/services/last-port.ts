import type { PortId, PortInfo } from '../../src-shared/model/port';
import type { Settings } from '../../src-shared/model/settings';
import { findMoved, portDevice } from './port-device';

/** What to remember when the user turns to a port: its name, and which device that is. */
export function chosenPort(
  id: PortId | null,
  port: PortInfo | null,
): Pick<Settings, 'lastPort' | 'lastPortDevice'> {
  return { lastPort: id, lastPortDevice: port === null ? null : portDevice(port) };
}

/** What to change in the settings for ports that came or went; null for nothing. */
export function followLastPort(
  { lastPort, lastPortDevice }: Settings,
  ports: readonly PortInfo[],
): Pick<Settings, 'lastPort' | 'lastPortDevice'> | null {
  if (lastPort === null) return null;
  if (lastPortDevice !== null) {
    const moved = findMoved(ports, lastPort, lastPortDevice);
    return moved === null ? null : chosenPort(moved.id, moved);
  }
  const there = ports.find(({ id }) => id === lastPort) ?? null;
  return there !== null && portDevice(there) !== null ? chosenPort(lastPort, there) : null;
}
