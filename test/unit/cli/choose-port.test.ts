import { describe, expect, it } from 'vitest';
import { choosePorts } from '../../../src-main/cli/esptool/choose-port';
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

const choose = (ports: typeof all, options: { port?: string; portFilter?: readonly string[] } = {}) =>
  choosePorts({ portFilter: [], ...options }, fakeIo({ ports }).io);

describe('the ports that are tried', () => {
  it('are the one that was named', async () => {
    expect(await choose(all, { port: 'COM7' })).toEqual(['COM7']);
  });

  it('are else the known adapters, then anything on USB', async () => {
    expect(await choose(all)).toEqual(['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/ttyACM0']);
    expect(await choose([onBoard, modem])).toEqual(['/dev/ttyACM0']);
  });

  it('are never simulated boards or ports that are always there', async () => {
    await expect(choose([simulated, onBoard])).rejects.toMatchObject({ code: 'port-none-likely' });
  });

  it.each([
    [['vid=0x1a86'], ['/dev/ttyUSB1']],
    [['vid=4292'], ['/dev/ttyUSB0']],
    [['pid=0x7523'], ['/dev/ttyUSB1']],
    [['name=ttyS0'], ['/dev/ttyS0']],
    [['serial=A2'], ['/dev/ttyUSB0']],
    [
      ['vid=0x1a86', 'vid=0x10c4'],
      ['/dev/ttyUSB0', '/dev/ttyUSB1'],
    ],
    [['vid=0x1a86', 'vid=0x10c4', 'pid=0xea60'], ['/dev/ttyUSB0']],
  ])('pass %j: any of one kind, all kinds', async (portFilter, ports) => {
    expect(await choose(all, { portFilter })).toEqual(ports);
  });

  it('pass all kinds of filters, or there are none', async () => {
    await expect(choose(all, { portFilter: ['vid=0x1a86', 'serial=A2'] })).rejects.toMatchObject({
      code: 'port-none-likely',
    });
  });

  it.each(['vid', 'vid=', 'vid=xyz', 'pid=0x10000', 'colour=red'])('“%s” is no filter', async (filter) => {
    await expect(choose(all, { portFilter: [filter] })).rejects.toMatchObject({ code: 'usage' });
  });
});
