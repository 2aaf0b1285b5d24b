import { describe, expect, it } from 'vitest';
import { createSimulatedBoard, type SimulatedBoard } from '../../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../../src-main/simulator/simulated-transport';
import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { VirtualClock } from '../../support/virtual-clock';

const code = (code: string): unknown => expect.objectContaining({ code }) as unknown;

/** A desk with two boards and one name to find them by. */
function desk(spec: Partial<BoardSpec> = {}): {
  readonly first: SimulatedBoard;
  readonly second: SimulatedBoard;
  readonly transport: SimulatedTransport;
} {
  const clock = new VirtualClock();
  const make = (mac: string, name: string): SimulatedBoard =>
    createSimulatedBoard(
      { chip: 'esp32c3', flashSizeBytes: 0x40_0000, timing: 'fast', mac, name, ...spec },
      { clock },
    );
  const first = make('7c:df:a1:00:00:01', 'usb0');
  const second = make('7c:df:a1:00:00:02', 'usb1');
  const boards = [first, second];
  const find = (): SimulatedBoard | null =>
    boards.find(({ name, plugged }) => name === 'usb0' && plugged) ?? null;
  return { first, second, transport: new SimulatedTransport({ label: 'usb0', clock, find }) };
}

describe('a simulated port', () => {
  it('knows which device it is from the first opening on', async () => {
    const { transport } = desk();
    expect(transport.identity).toBeNull();
    await transport.open(115_200);
    expect(transport.identity).toEqual({ serialNumber: '7C:DF:A1:00:00:01' });
    await transport.close();
    expect(transport.identity).toEqual({ serialNumber: '7C:DF:A1:00:00:01' });
  });

  it('follows its board to another name, and is called by it then', async () => {
    const { first, transport } = desk();
    await transport.open(115_200);
    first.unplug();
    first.plugIn('usb7');
    await transport.open(115_200);
    expect(transport.label).toBe('usb7');
  });

  it('keeps its label while the board keeps its name', async () => {
    const { first, transport } = desk();
    await transport.open(115_200);
    first.unplug();
    first.plugIn();
    await transport.open(115_200);
    expect(transport.label).toBe('usb0');
  });

  it('opens no other board that has taken the name of its own', async () => {
    const { first, second, transport } = desk();
    await transport.open(115_200);
    first.unplug();
    second.unplug();
    second.plugIn('usb0');
    await expect(transport.open(115_200)).rejects.toThrow(code('port-not-found'));
    first.plugIn('usb7');
    await transport.open(115_200);
    expect(transport.label).toBe('usb7');
  });

  it('without a serial number opens whatever is at its name', async () => {
    const { first, second, transport } = desk({ serialNumber: null });
    await transport.open(115_200);
    expect(transport.identity).toEqual({ serialNumber: null });
    first.unplug();
    second.unplug();
    second.plugIn('usb0');
    await transport.open(115_200);
    await expect(transport.open(115_200)).rejects.toThrow(code('port-busy'));
    expect(() => second.attach({ label: 'x', baud: 115_200, lines: true, ownBaud: true })).toThrow(
      code('port-busy'),
    );
  });

  it.each([
    [{ kind: 'bridge' } as const, 'esp32', { vendorId: 0x10c4, productId: 0xea60 }],
    [{ kind: 'bridge', flowControl: true } as const, 'esp32', { vendorId: 0x10c4, productId: 0xea64 }],
    [
      { kind: 'serial-jtag', reenumerates: 'never', awayMs: 0 } as const,
      'esp32c6',
      { vendorId: 0x303a, productId: 0x1001 },
    ],
    [{ kind: 'otg', awayMs: 0 } as const, 'esp32s2', { vendorId: 0x303a, productId: 0x0002 }],
    [{ kind: 'otg', awayMs: 0 } as const, 'esp32p4', { vendorId: 0x303a, productId: 0x0012 }],
  ] as const)('has the ids of its kind: %o', async (usb, chip, ids) => {
    const { transport } = desk({ usb, chip });
    await transport.open(115_200);
    expect(transport.features.usb).toEqual(ids);
  });

  it('loses its link once for each opening', async () => {
    const { first, transport } = desk();
    let lost = 0;
    transport.onLost(() => (lost += 1));
    for (let opened = 1; opened <= 2; opened++) {
      await transport.open(115_200);
      first.unplug();
      expect(lost).toBe(opened);
      first.plugIn();
    }
    await transport.open(115_200);
    await transport.close();
    expect(lost).toBe(2);
  });
});
