import path from 'node:path';
import type { PortInfo } from '../../src-shared/model/port';
import { findUsbAdapter } from './usb-adapters';

/** What the operating system tells of a serial port; ids are hex digits. */
export interface NativePort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly pnpId?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  /** Windows only. */
  readonly friendlyName?: string | undefined;
}

export type ListNativePorts = () => Promise<readonly NativePort[]>;

/** Linux lists 32 ttyS ports whether or not there is hardware behind them; macOS adds its Bluetooth and its console. */
function isPhantom(port: NativePort): boolean {
  const name = path.basename(port.path);
  if (/^ttyS\d+$/.test(name)) return !port.manufacturer && !port.pnpId && !port.vendorId;
  return /Bluetooth-Incoming-Port|debug-console/.test(name);
}

function parseUsbId(hex: string | undefined): number | null {
  return hex !== undefined && /^(0x)?[0-9a-f]{1,4}$/i.test(hex) ? parseInt(hex, 16) : null;
}

function describePort(port: NativePort): PortInfo {
  const usbVendorId = parseUsbId(port.vendorId);
  const usbProductId = parseUsbId(port.productId);
  const adapter = findUsbAdapter(usbVendorId, usbProductId);
  const name = path.basename(port.path);
  return {
    id: port.path,
    kind: 'serial',
    label: adapter?.label ?? port.friendlyName ?? port.manufacturer ?? name,
    name,
    manufacturer: port.manufacturer ?? null,
    serialNumber: port.serialNumber ?? null,
    usbVendorId,
    usbProductId,
    adapter: adapter?.name ?? null,
    chip: null,
  };
}

const byName = new Intl.Collator('en', { numeric: true });

/** The ports worth showing, in an order that stays: `COM10` after `COM9`. */
export function describeNativePorts(ports: readonly NativePort[]): readonly PortInfo[] {
  return ports
    .filter((port) => !isPhantom(port))
    .map(describePort)
    .sort((a, b) => byName.compare(a.id, b.id));
}
