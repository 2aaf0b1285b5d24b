import { readdir } from 'node:fs/promises';
import type { ListNativePorts, NativePort } from './native-ports';

const serialDevice = /^(tty(S|WCH|ACM|USB|AMA|MFD|O|XRUSB)\d+|rfcomm\d+)$/;
const usbDevice = /^tty(ACM|USB|WCH|XRUSB)\d+$/;

/** A device node appears before udev has written down whose it is: so many looks find the rest. */
const looksAfterChange = 3;

/** Loaded when first asked for: where the addon cannot be loaded, the rest of the station works. */
const askSystem: ListNativePorts = async () => {
  const { SerialPort } = await import('serialport');
  return SerialPort.list();
};

/**
 * Lists the system's serial ports. On Linux that means dumping the whole udev database, which is too much to do every
 * second: there it is done only when the names in `/dev` have changed.
 */
export function createNativePortLister(
  ask: ListNativePorts = askSystem,
  deviceFolder: string | null = process.platform === 'linux' ? '/dev' : null,
): ListNativePorts {
  if (deviceFolder === null) return ask;
  let known: { readonly names: string; readonly ports: readonly NativePort[]; looks: number } | null = null;
  return async () => {
    const names = (await readdir(deviceFolder)).filter((name) => serialDevice.test(name)).sort();
    const key = names.join(' ');
    if (known?.names === key && known.looks >= looksAfterChange) return known.ports;
    const looks: number = known?.names === key ? known.looks + 1 : 1;
    // Without udev (containers, some embedded systems) the names are still worth something.
    const ports = await ask().catch(() =>
      names.filter((name) => usbDevice.test(name)).map((name) => ({ path: `${deviceFolder}/${name}` })),
    );
    known = { names: key, ports, looks };
    return ports;
  };
}
