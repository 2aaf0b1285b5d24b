import type { PortId, PortInfo } from '../../src-shared/model/port';

/** What a port is known by when its name changes: vendor, product and serial number. Null where it has no serial number. */
export function portDevice({ kind, usbVendorId, usbProductId, serialNumber }: PortInfo): string | null {
  if (kind !== 'serial' || serialNumber === null || serialNumber === '') return null;
  return [usbVendorId?.toString(16) ?? '', usbProductId?.toString(16) ?? '', serialNumber].join(':');
}

/** What the adapter of a port is known by, where that is more than its name. */
export function portAdapter(port: PortInfo): string {
  const { id, usbVendorId, usbProductId } = port;
  return (
    portDevice(port) ?? [usbVendorId?.toString(16) ?? '', usbProductId?.toString(16) ?? '', id].join(':')
  );
}

/** The port where a device is that was at `id`; null where it is there still, or away, or cannot be told from another. */
export function findMoved(ports: readonly PortInfo[], id: PortId, device: string): PortInfo | null {
  const found = ports.filter((port) => portDevice(port) === device);
  const [only] = found;
  return only === undefined || found.length > 1 || only.id === id ? null : only;
}
