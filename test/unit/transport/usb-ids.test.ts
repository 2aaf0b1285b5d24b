import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { usbIds } from '../../../src-main/engine/transport/usb-ids';

describe('usbIds', () => {
  it('reads the hexadecimal ids of the port', async () => {
    const ports = [{ path: 'COM3' }, { path: 'COM7', vendorId: '303A', productId: '1001' }];
    expect(await usbIds('COM7', ports)).toEqual({ vendorId: 0x303a, productId: 0x1001 });
  });

  it('follows a link to the port', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kiln-'));
    const target = path.join(folder, 'ttyACM0');
    const link = path.join(folder, 'by-id');
    await writeFile(target, '');
    await symlink(target, link);
    const ports = [{ path: target, vendorId: '10c4', productId: 'ea60' }];
    expect(await usbIds(link, ports)).toEqual({ vendorId: 0x10c4, productId: 0xea60 });
    await rm(folder, { recursive: true });
  });

  it('knows none for a port without them and for one that is not listed', async () => {
    expect(await usbIds('COM3', [{ path: 'COM3' }])).toBeNull();
    expect(await usbIds('COM4', [])).toBeNull();
  });
});
