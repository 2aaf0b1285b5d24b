import { realpath } from 'node:fs/promises';
import type { TransportFeatures } from './transport';

/** The part of serialport's port list that is needed here. */
export interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/** USB ids of the port at `path`, which may be a link to it; null where the system knows none. */
export async function usbIds(path: string, ports: readonly ListedPort[]): Promise<TransportFeatures['usb']> {
  const target = await realpath(path).catch(() => path);
  const port = ports.find((listed) => listed.path === path || listed.path === target);
  const vendorId = Number.parseInt(port?.vendorId ?? '', 16);
  const productId = Number.parseInt(port?.productId ?? '', 16);
  return Number.isNaN(vendorId) || Number.isNaN(productId) ? null : { vendorId, productId };
}
