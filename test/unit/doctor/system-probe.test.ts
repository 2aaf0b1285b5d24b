import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { linuxProbe } from '../../../src-main/services/doctor/linux-probe';
import { parseMacListing, parseWindowsListing } from '../../../src-main/services/doctor/parse-usb-listing';
import { temporaryFolder } from '../../support/temporary-folder';

async function put(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

describe('what Linux tells', () => {
  it('lists the devices on USB, with and without a port', async () => {
    const folder = await temporaryFolder();
    await put(folder, {
      'usb1/idVendor': '1d6b\n',
      'usb1/idProduct': '0002\n',
      '1-2/idVendor': '10c4\n',
      '1-2/idProduct': 'ea60\n',
      '1-2/product': 'CP2102N USB to UART Bridge Controller\n',
      '1-2/1-2:1.0/ttyUSB0/dev': '',
      '1-3.1/idVendor': '303a\n',
      '1-3.1/idProduct': '1001\n',
      '1-3.1/1-3.1:1.0/tty/ttyACM0/dev': '',
      '1-4/idVendor': '1a86\n',
      '1-4/idProduct': '7523\n',
      '1-4/1-4:1.0/bInterfaceClass': 'ff\n',
      '1-5/idVendor': 'broken\n',
    });
    const probe = linuxProbe({ usbDevices: folder, proc: folder, groupFile: folder }, 'ada');
    expect((await probe.usbDevices())?.toSorted((a, b) => a.vendorId - b.vendorId)).toEqual([
      {
        vendorId: 0x10c4,
        productId: 0xea60,
        product: 'CP2102N USB to UART Bridge Controller',
        hasPort: true,
      },
      { vendorId: 0x1a86, productId: 0x7523, product: '', hasPort: false },
      { vendorId: 0x303a, productId: 0x1001, product: '', hasPort: true },
    ]);
  });

  it('knows nothing of USB where the kernel shows nothing', async () => {
    const folder = path.join(await temporaryFolder(), 'missing');
    const probe = linuxProbe({ usbDevices: folder, proc: folder, groupFile: folder }, 'ada');
    expect(await probe.usbDevices()).toBeNull();
    expect(await probe.portHolders('/dev/ttyUSB0')).toBeNull();
    expect(await probe.portOwner('/dev/ttyUSB0')).toBeNull();
  });

  it('names the programs that hold the port', async () => {
    const folder = await temporaryFolder();
    const port = path.join(folder, 'ttyUSB0');
    await put(folder, {
      ttyUSB0: '',
      'proc/7/comm': 'minicom\n',
      'proc/7/fd/.keep': '',
      'proc/8/comm': 'bash\n',
      'proc/8/fd/.keep': '',
    });
    await symlink(port, path.join(folder, 'proc/7/fd/3'));
    const probe = linuxProbe(
      { usbDevices: folder, proc: path.join(folder, 'proc'), groupFile: folder },
      'ada',
    );
    expect(await probe.portHolders(port)).toEqual(['minicom']);
    expect(await probe.portHolders(path.join(folder, 'other'))).toEqual([]);
  });

  it('names the group of the port and whether the user is in it', async () => {
    const folder = await temporaryFolder();
    await put(folder, { ttyUSB0: '' });
    const gid = process.getgid?.() ?? 0;
    const owner = async (members: string): Promise<unknown> => {
      await put(folder, { group: `root:x:99999:\ndialout:x:${gid}:${members}\n` });
      const probe = linuxProbe(
        { usbDevices: folder, proc: folder, groupFile: path.join(folder, 'group') },
        'ada',
      );
      return probe.portOwner(path.join(folder, 'ttyUSB0'));
    };
    expect(await owner('bob')).toEqual({ group: 'dialout', user: 'ada', isMember: false });
    expect(await owner('bob,ada')).toEqual({ group: 'dialout', user: 'ada', isMember: true });
  });
});

describe('what macOS tells', () => {
  it('is read through hubs', () => {
    const text = JSON.stringify({
      SPUSBDataType: [
        {
          _name: 'USB31Bus',
          _items: [
            {
              _name: 'USB2.0 Hub',
              vendor_id: '0x05e3  (Genesys Logic, Inc.)',
              product_id: '0x0610',
              _items: [{ _name: 'CP2104', vendor_id: '0x10c4  (Silicon Labs)', product_id: '0xea60' }],
            },
          ],
        },
      ],
    });
    expect(parseMacListing(text, new Set(['10c4:ea60']))).toEqual([
      { vendorId: 0x05e3, productId: 0x0610, product: 'USB2.0 Hub', hasPort: false },
      { vendorId: 0x10c4, productId: 0xea60, product: 'CP2104', hasPort: true },
    ]);
  });

  it('is nothing where it is something else', () => {
    expect(parseMacListing('command not found', new Set())).toBeNull();
    expect(parseMacListing('{"SPUSBDataType": 3}', new Set())).toBeNull();
  });
});

describe('what Windows tells', () => {
  it('is a list, and a port is what is in the class of ports', () => {
    const text = JSON.stringify([
      {
        InstanceId: 'USB\\VID_1A86&PID_7523\\5&1A',
        FriendlyName: 'USB-SERIAL CH340 (COM7)',
        Class: 'Ports',
      },
      { InstanceId: 'USB\\VID_10C4&PID_EA60\\0001', FriendlyName: 'CP2102 USB to UART', Class: null },
      { InstanceId: 'USB\\ROOT_HUB30\\4&1', FriendlyName: 'USB Root Hub', Class: 'USB' },
    ]);
    expect(parseWindowsListing(text)).toEqual([
      { vendorId: 0x1a86, productId: 0x7523, product: 'USB-SERIAL CH340 (COM7)', hasPort: true },
      { vendorId: 0x10c4, productId: 0xea60, product: 'CP2102 USB to UART', hasPort: false },
    ]);
  });

  it('of one device is that device alone', () => {
    const one = { InstanceId: 'USB\\VID_303A&PID_1001&MI_00\\7', FriendlyName: null, Class: 'Ports' };
    expect(parseWindowsListing(JSON.stringify(one))).toHaveLength(1);
    expect(parseWindowsListing('')).toBeNull();
  });
});
