import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNativePortLister } from '../../../src-main/services/list-native-ports';
import { temporaryFolder } from '../../support/temporary-folder';

describe('listing the ports of a Linux system', () => {
  it('asks udev anew only while the names in /dev have changed', async () => {
    const devices = await temporaryFolder();
    let asked = 0;
    const list = createNativePortLister(async () => {
      asked += 1;
      return [];
    }, devices);
    for (let look = 0; look < 10; look += 1) await list();
    expect(asked).toBe(3);
    await writeFile(path.join(devices, 'ttyUSB0'), '');
    for (let look = 0; look < 10; look += 1) await list();
    expect(asked).toBe(6);
  });

  it('goes by the names where there is no udev', async () => {
    const devices = await temporaryFolder();
    for (const name of ['ttyUSB1', 'ttyACM0', 'ttyS0', 'null', 'tty'])
      await writeFile(path.join(devices, name), '');
    const list = createNativePortLister(() => Promise.reject(new Error('spawn udevadm ENOENT')), devices);
    expect(await list()).toEqual([{ path: `${devices}/ttyACM0` }, { path: `${devices}/ttyUSB1` }]);
  });
});
