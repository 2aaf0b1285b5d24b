/** Something on USB, as the operating system sees it. */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  /** In the device's or the system's own words; empty where it has none. */
  readonly product: string;
  /** The system has made at least one serial port of it. */
  readonly hasPort: boolean;
}

/** Who may open a device node. */
export interface PortOwner {
  readonly group: string;
  readonly user: string;
  /** The present user is in the group, whether or not this session knows it yet. */
  readonly isMember: boolean;
}

/** What the operating system can tell besides the list of ports; each null where it cannot. */
export interface SystemProbe {
  /** Only what could be a board or its adapter is of interest, but everything is listed. */
  usbDevices(): Promise<readonly UsbDevice[] | null>;
  portOwner(path: string): Promise<PortOwner | null>;
  /** Names of the programs that hold the port open. */
  portHolders(path: string): Promise<readonly string[] | null>;
}

export const unknownSystem: SystemProbe = {
  usbDevices: () => Promise.resolve(null),
  portOwner: () => Promise.resolve(null),
  portHolders: () => Promise.resolve(null),
};
