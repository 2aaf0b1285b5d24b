import type { PortId, PortInfo } from '../../src-shared/model/port';

/**
 * Which port to work with, given those that are there. The present one stays, even unplugged: it may come back. A board
 * that comes back under another name (re-enumeration, another socket) is followed by its serial number.
 */
export function choosePort(
  ports: readonly PortInfo[],
  present: PortInfo | null,
  lastPort: PortId | null,
): PortInfo | null {
  if (present) {
    const same = ports.find((port) => port.id === present.id);
    return same ?? findBySerialNumber(ports, present) ?? present;
  }
  return (
    ports.find((port) => port.id === lastPort) ??
    ports.find((port) => port.adapter !== null && port.kind === 'serial') ??
    ports.find((port) => port.kind === 'serial') ??
    ports[0] ??
    null
  );
}

function findBySerialNumber(ports: readonly PortInfo[], gone: PortInfo): PortInfo | undefined {
  if (gone.serialNumber === null || gone.serialNumber === '') return undefined;
  return ports.find(
    (port) => port.serialNumber === gone.serialNumber && port.usbVendorId === gone.usbVendorId,
  );
}
