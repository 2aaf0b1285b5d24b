import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listedAt, usbIds } from '../../../src-main/engine/transport/usb-ids';

describe('listedAt', () => {
  it('finds the port by its path', async () => {
    const ports = [{ path: 'COM3' }, { path: 'COM7', vendorId: '303A', productId: '1001' }];
    expect(await listedAt('COM7', ports)).toBe(ports[1]);
  });

  it('follows a link to the port', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kiln-'));
    const target = path.join(folder, 'ttyACM0');
    const link = path.join(folder, 'by-id');
    await writeFile(target, '');
    await symlink(target, link);
    const ports = [{ path: target, vendorId: '10c4', productId: 'ea60' }];
    expect(await listedAt(link, ports)).toBe(ports[0]);
    await rm(folder, { recursive: true });
  });

  it('finds none that is not listed', async () => {
    expect(await listedAt('COM4', [])).toBeNull();
  });
});

describe('usbIds', () => {
  it('reads the hexadecimal ids of a port', () => {
    const ids = usbIds({ path: 'COM7', vendorId: '303A', productId: '1001' });
    expect(ids).toEqual({ vendorId: 0x303a, productId: 0x1001 });
  });

  it('knows none for a port without them and for no port', () => {
    expect(usbIds({ path: 'COM3' })).toBeNull();
    expect(usbIds(null)).toBeNull();
  });
});
