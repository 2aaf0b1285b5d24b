import { z } from 'zod';
import type { UsbDevice } from './system-probe';

/** What `system_profiler SPUSBDataType -json` prints: devices within hubs within buses. */
const macNode = z.object({
  _name: z.string().optional(),
  vendor_id: z.string().optional(),
  product_id: z.string().optional(),
  get _items() {
    return z.array(macNode).optional();
  },
});
const macListing = z.object({ SPUSBDataType: z.array(macNode) });

/** Deeper than any tree of hubs: USB allows seven tiers. */
const deepestTier = 16;

/**
 * The devices that macOS lists; null for what is no such listing. Whether there are ports of them is told by `portIds`, pairs
 * `vendor:product` in lower-case hex of the ports that the system has.
 */
export function parseMacListing(text: string, portIds: ReadonlySet<string>): readonly UsbDevice[] | null {
  const listing = macListing.safeParse(parseJson(text));
  if (!listing.success) return null;
  const devices: UsbDevice[] = [];
  const walk = (nodes: readonly z.infer<typeof macNode>[], tier: number): void => {
    for (const node of nodes) {
      const vendorId = parseHex(node.vendor_id);
      const productId = parseHex(node.product_id);
      if (vendorId !== null && productId !== null)
        devices.push({
          vendorId,
          productId,
          product: node._name ?? '',
          hasPort: portIds.has(usbPair(vendorId, productId)),
        });
      if (node._items && tier < deepestTier) walk(node._items, tier + 1);
    }
  };
  walk(listing.data.SPUSBDataType, 0);
  return devices;
}

/** What PowerShell's `Get-PnpDevice … | ConvertTo-Json` prints: one object, or a list of them. */
const windowsDevice = z.object({
  InstanceId: z.string(),
  FriendlyName: z.string().nullable().optional(),
  Class: z.string().nullable().optional(),
});
const windowsListing = z.union([z.array(windowsDevice), windowsDevice]);

/** The devices that Windows lists; null for what is no such listing. A device of class `Ports` is one with a port. */
export function parseWindowsListing(text: string): readonly UsbDevice[] | null {
  const listing = windowsListing.safeParse(parseJson(text));
  if (!listing.success) return null;
  const all = Array.isArray(listing.data) ? listing.data : [listing.data];
  const devices = new Map<string, UsbDevice>();
  for (const { InstanceId: instance, FriendlyName: name, Class: kind } of all) {
    const [, vendor, product] = /VID_([0-9A-F]{4})[&+]PID_([0-9A-F]{4})/i.exec(instance) ?? [];
    const vendorId = parseHex(vendor);
    const productId = parseHex(product);
    if (vendorId === null || productId === null) continue;
    const pair = usbPair(vendorId, productId);
    // A device with several functions is listed once for itself and once for each of them.
    const hasPort = kind === 'Ports' || (devices.get(pair)?.hasPort ?? false);
    devices.set(pair, { vendorId, productId, product: devices.get(pair)?.product || (name ?? ''), hasPort });
  }
  return [...devices.values()];
}

/** `10c4:ea60` */
export function usbPair(vendorId: number, productId: number): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return `${hex(vendorId)}:${hex(productId)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** `0x10c4  (Silicon Laboratories)`, `10C4` */
function parseHex(text: string | undefined): number | null {
  const [, digits] = /^(?:0x)?([0-9a-f]{1,4})\b/i.exec(text?.trim() ?? '') ?? [];
  return digits === undefined ? null : parseInt(digits, 16);
}
