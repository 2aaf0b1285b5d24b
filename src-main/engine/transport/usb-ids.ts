import { realpath } from 'node:fs/promises';
import type { TransportFeatures } from './transport';

/** The part of serialport's port list that is needed here; ids are hex digits. */
export interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
}

/** The port at `path`, which may be a link to it; null where the system lists none. */
export async function listedAt(path: string, ports: readonly ListedPort[]): Promise<ListedPort | null> {
  const target = await realpath(path).catch(() => path);
  return ports.find((listed) => listed.path === path || listed.path === target) ?? null;
}

/** USB ids of a port; null where the system knows none. */
export function usbIds(port: ListedPort | null): TransportFeatures['usb'] {
  const vendorId = Number.parseInt(port?.vendorId ?? '', 16);
  const productId = Number.parseInt(port?.productId ?? '', 16);
  return Number.isNaN(vendorId) || Number.isNaN(productId) ? null : { vendorId, productId };
}
