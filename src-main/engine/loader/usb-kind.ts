import type { Transport } from '../transport/transport';

const espressifVendorId = 0x303a;
const usbSerialJtagProductId = 0x1001;
/** A bridge chip with firmware of Espressif's: to the board behind it, it is any other bridge. @source Espressif, USB product ids */
const bridgeProductId = 0x1002;

/** How the chip hangs on the host. */
export type UsbKind = 'serial-jtag' | 'otg' | null;

/** The chip's own USB by its ids; null for a bridge, a network link, a pseudo-terminal. */
export function usbKind({ features: { usb } }: Pick<Transport, 'features'>): UsbKind {
  if (usb?.vendorId !== espressifVendorId || usb.productId === bridgeProductId) return null;
  return usb.productId === usbSerialJtagProductId ? 'serial-jtag' : 'otg';
}

/** Adapters whose flow control in hardware cannot be switched off. @source Silicon Labs, CP2102C errata; golden/chips, HARDWARE_FLOW_CONTROL_VID_PIDS */
export const flowControlAdapters: readonly (readonly [vendorId: number, productId: number])[] = [
  [0x10c4, 0xea64],
];

/** True where the adapter moves RTS by itself while bytes arrive and DTR is not asserted. */
export function hasFlowControl({ features: { usb } }: Pick<Transport, 'features'>): boolean {
  return flowControlAdapters.some(([vendorId, productId]) => {
    return usb?.vendorId === vendorId && usb.productId === productId;
  });
}
