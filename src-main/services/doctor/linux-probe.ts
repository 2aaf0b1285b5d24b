import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { PortOwner, SystemProbe, UsbDevice } from './system-probe';

/** Where the kernel's files are; other folders in tests. */
export interface LinuxFolders {
  readonly usbDevices: string;
  readonly proc: string;
  readonly groupFile: string;
}

const realFolders: LinuxFolders = {
  usbDevices: '/sys/bus/usb/devices',
  proc: '/proc',
  groupFile: '/etc/group',
};

/** What the kernel calls the serial ports of a USB interface. */
const serialName = /^tty(USB|ACM|WCH|XRUSB)\d+$/;

/** Reads what the kernel shows to every user; programs of other users stay unknown. */
export function linuxProbe(folders: LinuxFolders = realFolders, userName = currentUser()): SystemProbe {
  return {
    usbDevices: () => listUsbDevices(folders.usbDevices),
    portOwner: (port) => findOwner(port, folders.groupFile, userName),
    portHolders: (port) => findHolders(port, folders.proc),
  };
}

function currentUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run as a user that has no name.
    return '';
  }
}

async function listUsbDevices(folder: string): Promise<readonly UsbDevice[] | null> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return null;
  const devices: UsbDevice[] = [];
  // Interfaces have a colon in their name, the roots of the buses are the computer's own.
  for (const name of names.filter((entry) => /^\d+-[\d.]+$/.test(entry))) {
    const device = path.join(folder, name);
    const vendorId = parseInt(await textOf(path.join(device, 'idVendor')), 16);
    const productId = parseInt(await textOf(path.join(device, 'idProduct')), 16);
    if (Number.isNaN(vendorId) || Number.isNaN(productId)) continue;
    const product = await textOf(path.join(device, 'product'));
    devices.push({ vendorId, productId, product, hasPort: await hasSerialPort(device, name) });
  }
  return devices;
}

/** `<device>/<device>:1.0/ttyUSB0`, or `<device>/<device>:1.0/tty/ttyACM0`. */
async function hasSerialPort(device: string, name: string): Promise<boolean> {
  const interfaces = (await listOf(device)).filter((entry) => entry.startsWith(`${name}:`));
  for (const each of interfaces) {
    const inside = await listOf(path.join(device, each));
    const ports = inside.includes('tty') ? await listOf(path.join(device, each, 'tty')) : inside;
    if (ports.some((port) => serialName.test(port))) return true;
  }
  return false;
}

async function findOwner(port: string, groupFile: string, userName: string): Promise<PortOwner | null> {
  try {
    const { uid, gid } = await stat(port);
    const lines = (await readFile(groupFile, 'utf8')).split('\n').map((line) => line.split(':'));
    const [group = String(gid), , , members = ''] = lines.find(([, , id]) => id === String(gid)) ?? [];
    return { group, user: userName || String(uid), isMember: members.split(',').includes(userName) };
  } catch {
    return null;
  }
}

/** Of the programs whose open files this user may see. */
async function findHolders(port: string, proc: string): Promise<readonly string[] | null> {
  const target = await realpath(port).catch(() => port);
  const processes = (await listOf(proc)).filter((name) => /^\d+$/.test(name));
  if (processes.length === 0) return null;
  const holders = new Set<string>();
  for (const id of processes) {
    if (id === String(process.pid)) continue;
    const files = await listOf(path.join(proc, id, 'fd'));
    for (const file of files) {
      const held = await readlink(path.join(proc, id, 'fd', file)).catch(() => '');
      if (held !== target) continue;
      holders.add((await textOf(path.join(proc, id, 'comm'))) || id);
      break;
    }
  }
  return [...holders];
}

function listOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function textOf(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim();
}
