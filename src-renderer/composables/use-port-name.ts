import type { PortId } from '../../src-shared/model/port';
import { usePortsStore } from '../stores/ports-store';

/** What people call a port; of one that is not there any more, what its address says. */
export function usePortName(): (id: PortId) => string {
  const ports = usePortsStore();
  return (id) => ports.ports.find((port) => port.id === id)?.name ?? id.split('?')[0] ?? id;
}
