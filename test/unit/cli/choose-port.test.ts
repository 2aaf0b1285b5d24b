import { describe, expect, it } from 'vitest';
import { choosePort } from '../../../src-main/cli/esptool/choose-port';
import type { GlobalOptions } from '../../../src-main/cli/esptool/global-options';
import { fakeIo, serialPort } from './fake-io';

const onBoard = serialPort('/dev/ttyS0');
const modem = serialPort('/dev/ttyACM0', { usbVendorId: 0x1234, usbProductId: 1 });
const bridge = serialPort('/dev/ttyUSB0', {
  usbVendorId: 0x10c4,
  usbProductId: 0xea60,
  adapter: 'CP210x',
  serialNumber: '01A2',
});
const other = serialPort('/dev/ttyUSB1', { usbVendorId: 0x1a86, usbProductId: 0x7523, adapter: 'CH340' });
const simulated = { ...serialPort('sim://esp32c3'), kind: 'simulated' as const };
const all = [simulated, onBoard, modem, bridge, other];

const choose = (ports: typeof all, options: Partial<GlobalOptions> = {}) =>
  choosePort({ portFilter: [], ...options } as GlobalOptions, fakeIo({ ports }).io);

describe('the port that is used', () => {
  it('is the one that was named', async () => {
    expect(await choose(all, { port: 'COM7' })).toBe('COM7');
  });

  it('is else the first known adapter, then anything on USB', async () => {
    expect(await choose(all)).toBe('/dev/ttyUSB0');
    expect(await choose([onBoard, modem])).toBe('/dev/ttyACM0');
  });

  it('is never a simulated board or a port that is always there', async () => {
    await expect(choose([simulated, onBoard])).rejects.toMatchObject({ code: 'port-none-likely' });
  });

  it.each([
    ['vid=0x1a86', '/dev/ttyUSB1'],
    ['vid=4292', '/dev/ttyUSB0'],
    ['pid=0x7523', '/dev/ttyUSB1'],
    ['name=ttyS0', '/dev/ttyS0'],
    ['serial=A2', '/dev/ttyUSB0'],
  ])('passes the filter %s', async (filter, port) => {
    expect(await choose(all, { portFilter: [filter] })).toBe(port);
  });

  it('passes all of several filters, or there is none', async () => {
    await expect(choose(all, { portFilter: ['vid=0x1a86', 'serial=A2'] })).rejects.toMatchObject({
      code: 'port-none-likely',
    });
  });

  it.each(['vid', 'vid=', 'vid=xyz', 'pid=0x10000', 'colour=red'])('“%s” is no filter', async (filter) => {
    await expect(choose(all, { portFilter: [filter] })).rejects.toMatchObject({ code: 'usage' });
  });
});
