import type { TransportFeatures } from './transport';
import { usbIds, type ListedPort } from './usb-ids';

/** A device by what stays of it when its port gets another name. */
export interface KnownDevice {
  readonly usb: TransportFeatures['usb'];
  readonly serialNumber: string;
}

const espressifVendorId = 0x303a;

/** Makers leave `0`, `0001`, `123456789` in bridges, the ROM’s own USB calls itself `0`, and what Windows makes up has an &. */
const meaningless = /^(0*[0-9]?|1234567890?|n\/?a|none|.*&.*)$/i;

/** The serial number of a port if it tells its device from others; null otherwise. */
export function tellingSerialNumber(port: ListedPort | null): string | null {
  const serialNumber = port?.serialNumber?.trim() ?? '';
  return meaningless.test(serialNumber) ? null : serialNumber;
}

/**
 * Where the device is now; null while it is not there. A chip's own USB has another product, and mostly no serial number of its own,
 * while its ROM speaks: it may be the one port of Espressif's that nobody can tell from another.
 * `lastPath` decides where two are alike.
 */
export function findAgain(
  device: KnownDevice,
  ports: readonly ListedPort[],
  lastPath: string,
): ListedPort | null {
  const same = ports.filter((port) => isSame(device, port));
  if (same.length > 0) return oneOf(same, lastPath);
  if (device.usb?.vendorId !== espressifVendorId) return null;
  const unnamed = ports.filter(
    (port) => usbIds(port)?.vendorId === espressifVendorId && tellingSerialNumber(port) === null,
  );
  return oneOf(unnamed, lastPath);
}

function isSame({ usb, serialNumber }: KnownDevice, port: ListedPort): boolean {
  if (port.serialNumber?.trim() !== serialNumber) return false;
  const ids = usbIds(port);
  if (usb === null || ids === null) return usb === ids;
  if (ids.vendorId !== usb.vendorId) return false;
  return usb.vendorId === espressifVendorId || ids.productId === usb.productId;
}

/** Of several that are alike only the one at the old name can be meant; of one, that one. */
function oneOf(ports: readonly ListedPort[], lastPath: string): ListedPort | null {
  const [only] = ports;
  if (ports.length === 1 && only !== undefined) return only;
  return ports.find((port) => port.path === lastPath) ?? null;
}
