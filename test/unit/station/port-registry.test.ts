import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../../src-shared/model/chip';
import type { PortInfo } from '../../../src-shared/model/port';
import { sleep } from '../../../src-shared/time/clock';
import { chipSummaries } from '../../../src-main/services/chip-summaries';
import { describeNativePorts, type NativePort } from '../../../src-main/services/native-ports';
import { NetworkPorts } from '../../../src-main/services/network-ports';
import { PortRegistry } from '../../../src-main/services/port-registry';
import { SimulatedPorts } from '../../../src-main/services/simulated-ports';
import { VirtualClock } from '../../support/virtual-clock';

const chipNames = Object.fromEntries(chipSummaries.map(({ id, name }) => [id, name])) as Record<
  ChipId,
  string
>;
const cp2102: NativePort = {
  path: '/dev/ttyUSB0',
  manufacturer: 'Silicon Labs',
  serialNumber: '01A2',
  vendorId: '10c4',
  productId: 'ea60',
};

function openRegistry(): {
  clock: VirtualClock;
  registry: PortRegistry;
  plugged: NativePort[];
  looks: () => number;
  system: { broken: boolean };
} {
  const clock = new VirtualClock();
  const plugged: NativePort[] = [];
  const system = { broken: false };
  let looks = 0;
  const registry = new PortRegistry({
    clock,
    simulated: new SimulatedPorts(chipNames),
    network: new NetworkPorts(),
    listNative: async () => {
      looks += 1;
      if (system.broken) throw new Error('udevadm: not found');
      return [...plugged];
    },
  });
  return { clock, registry, plugged, looks: () => looks, system };
}

describe('native ports', () => {
  it('are named by their adapter', () => {
    expect(describeNativePorts([cp2102])).toEqual([
      {
        id: '/dev/ttyUSB0',
        kind: 'serial',
        label: 'CP210x USB to UART bridge',
        name: 'ttyUSB0',
        manufacturer: 'Silicon Labs',
        serialNumber: '01A2',
        usbVendorId: 0x10c4,
        usbProductId: 0xea60,
        adapter: 'CP210x',
        chip: null,
      },
    ]);
  });

  it.each([
    ['303a', '1001', 'USB-Serial/JTAG'],
    ['303A', '0002', 'USB-OTG'],
    ['1A86', '7523', 'CH340'],
    ['1a86', '55d4', 'CH9102'],
    ['0403', '6010', 'FT2232'],
    ['067b', '2303', 'PL2303'],
    ['ffff', '0001', null],
  ])('with ids %s:%s are on a %s', (vendorId, productId, adapter) => {
    expect(describeNativePorts([{ path: 'COM3', vendorId, productId }])[0]?.adapter).toBe(adapter);
  });

  it('leave out what has no hardware behind it', () => {
    const ports = ['/dev/ttyS0', '/dev/ttyS31', '/dev/tty.Bluetooth-Incoming-Port', '/dev/ttyAMA0'];
    expect(describeNativePorts(ports.map((path) => ({ path }))).map(({ id }) => id)).toEqual([
      '/dev/ttyAMA0',
    ]);
    const real = { path: '/dev/ttyS0', pnpId: 'PNP0501' };
    expect(describeNativePorts([real])).toHaveLength(1);
  });

  it('come in an order that people expect', () => {
    const ports = ['COM10', 'COM9', 'COM1'].map((path) => ({ path }));
    expect(describeNativePorts(ports).map(({ id }) => id)).toEqual(['COM1', 'COM9', 'COM10']);
  });
});

describe('simulated boards', () => {
  it('of the same chip have ports and addresses of their own', () => {
    const { registry } = openRegistry();
    const ports = [1, 2, 3].map(() => registry.addSimulated({ chip: 'esp32c3', flashSize: '4MB' }));
    expect(new Set(ports.map(({ id }) => id)).size).toBe(3);
    expect(new Set(ports.map(({ serialNumber }) => serialNumber)).size).toBe(3);
    expect(ports.map(({ name }) => name)).toEqual(['sim-esp32c3-1', 'sim-esp32c3-2', 'sim-esp32c3-3']);
    expect(ports[0]?.label).toBe('Simulated ESP32-C3');
  });

  it('keep their ports when others go', async () => {
    const { registry } = openRegistry();
    const [first, second] = [1, 2].map(() => registry.addSimulated({ chip: 'esp32', flashSize: '4MB' }));
    expect(registry.removeSimulated(first?.id ?? '')).toBe(true);
    expect(await registry.list()).toEqual([second]);
    expect(registry.removeSimulated(first?.id ?? '')).toBe(false);
    expect(registry.addSimulated({ chip: 'esp32', flashSize: '4MB' }).id).toBe(first?.id);
  });

  it('keep their ports when the settings are replaced around them', async () => {
    const { registry } = openRegistry();
    const kept = registry.addSimulated({ chip: 'esp32', flashSize: '4MB' });
    registry.replaceSimulated([
      { chip: 'esp8266', flashSize: '1MB' },
      { chip: 'esp32', flashSize: '4MB' },
    ]);
    const ports = await registry.list();
    expect(ports.map(({ chip }) => chip)).toEqual(['esp8266', 'esp32']);
    expect(ports[1]).toEqual(kept);
  });
});

describe('the port registry', () => {
  it('tells of a board that is plugged in and of one that is pulled, once each', async () => {
    const { clock, registry, plugged } = openRegistry();
    const told: (readonly PortInfo[])[] = [];
    await clock.run(async () => {
      const end = registry.onChanged((ports) => told.push(ports));
      await sleep(clock, 5000);
      plugged.push(cp2102);
      await sleep(clock, 5000);
      plugged.pop();
      await sleep(clock, 5000);
      end();
    });
    expect(told.map((ports) => ports.map(({ name }) => name))).toEqual([[], ['ttyUSB0'], []]);
  });

  it('asks the system only while somebody listens, and no more often for several', async () => {
    const { clock, registry, looks } = openRegistry();
    await clock.run(sleep(clock, 10_000));
    expect(looks()).toBe(0);
    const ends = [registry.onChanged(() => undefined), registry.onChanged(() => undefined)];
    await clock.run(sleep(clock, 10_500));
    expect(looks()).toBe(11);
    for (const end of ends) end();
    await clock.run(sleep(clock, 10_000));
    expect(looks()).toBe(11);
  });

  it('tells of a simulated board at once', () => {
    const { registry } = openRegistry();
    const told: (readonly PortInfo[])[] = [];
    registry.onChanged((ports) => told.push(ports));
    const port = registry.addSimulated({ chip: 'esp32s3', flashSize: '8MB' });
    expect(told).toEqual([[port]]);
  });

  it('goes on with the simulated boards when the system cannot list its ports', async () => {
    const { registry, system } = openRegistry();
    system.broken = true;
    const port = registry.addSimulated({ chip: 'esp32', flashSize: '4MB' });
    expect(await registry.list()).toEqual([port]);
  });
});
