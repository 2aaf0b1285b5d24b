import type { PortInfo } from '../../../src-shared/model/port';

/** Header spelling of a simulated board's flash, from its address: `sim://esp32c3?flash=4MB`. Null where it is silent. */
export function simulatedFlashSize(port: PortInfo): string | null {
  const query = port.id.split('?')[1];
  return query === undefined ? null : new URLSearchParams(query).get('flash');
}
