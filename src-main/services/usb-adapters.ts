/** A USB-to-serial bridge, or the USB that a chip has itself. */
export interface UsbAdapter {
  readonly name: string;
  /** For people, where the operating system has no words for the port. */
  readonly label: string;
}

const bridge = (name: string): UsbAdapter => ({ name, label: `${name} USB to UART bridge` });
const builtIn = (name: string): UsbAdapter => ({ name, label: `Espressif ${name}` });

/** Vendor id → product id → adapter. @source the makers' driver files (Linux kernel's usb-serial tables, Espressif's USB VID/PID list) */
const adapters: Readonly<Record<number, Readonly<Record<number, UsbAdapter>>>> = {
  0x10c4: {
    0xea60: bridge('CP210x'),
    0xea63: bridge('CP210x'),
    0xea70: bridge('CP2105'),
    0xea71: bridge('CP2108'),
  },
  0x1a86: {
    0x5523: bridge('CH341'),
    0x7522: bridge('CH340K'),
    0x7523: bridge('CH340'),
    0x55d2: bridge('CH342'),
    0x55d3: bridge('CH343'),
    0x55d4: bridge('CH9102'),
    0x55d5: bridge('CH344'),
    0x55d7: bridge('CH9103'),
    0x55d8: bridge('CH9101'),
  },
  0x0403: {
    0x6001: bridge('FT232R'),
    0x6010: bridge('FT2232'),
    0x6011: bridge('FT4232'),
    0x6014: bridge('FT232H'),
    0x6015: bridge('FT231X'),
  },
  0x067b: {
    0x2303: bridge('PL2303'),
    0x23a3: bridge('PL2303GC'),
    0x23b3: bridge('PL2303GB'),
    0x23c3: bridge('PL2303GT'),
    0x23d3: bridge('PL2303GL'),
    0x23e3: bridge('PL2303GE'),
    0x23f3: bridge('PL2303GS'),
  },
  0x303a: {
    0x0002: builtIn('USB-OTG'),
    0x0009: builtIn('USB-OTG'),
    0x1001: builtIn('USB-Serial/JTAG'),
    0x1002: builtIn('USB Bridge'),
  },
};

/** Null where the ids are missing or not of an adapter that Kiln knows. */
export function findUsbAdapter(vendorId: number | null, productId: number | null): UsbAdapter | null {
  if (vendorId === null || productId === null) return null;
  return adapters[vendorId]?.[productId] ?? null;
}
