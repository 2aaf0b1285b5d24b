import { describe, expect, it } from 'vitest';
import { findAgain, tellingSerialNumber } from '../../../src-main/engine/transport/find-again';
import type { ListedPort } from '../../../src-main/engine/transport/usb-ids';

const bridge = (path: string, serialNumber?: string): ListedPort => ({
  ...{ path, vendorId: '10c4', productId: 'ea60', serialNumber },
});
const ownUsb = (path: string, productId: string, serialNumber?: string): ListedPort => ({
  ...{ path, vendorId: '303a', productId, serialNumber },
});
const device = { usb: { vendorId: 0x10c4, productId: 0xea60 }, serialNumber: 'A1B2' };
const chip = { usb: { vendorId: 0x303a, productId: 0x1001 }, serialNumber: '7C:DF:A1:00:00:01' };

describe('findAgain', () => {
  it('finds the device under another name', () => {
    const ports = [bridge('ttyUSB0', 'FFFF'), bridge('ttyUSB3', 'A1B2')];
    expect(findAgain(device, ports, 'ttyUSB0')?.path).toBe('ttyUSB3');
  });

  it('does not take the device that has its old name now', () => {
    expect(findAgain(device, [bridge('ttyUSB0', 'FFFF'), bridge('ttyUSB1')], 'ttyUSB0')).toBeNull();
  });

  it('does not take another kind of device with the same number', () => {
    const other = { path: 'ttyUSB0', vendorId: '0403', productId: '6001', serialNumber: 'A1B2' };
    expect(findAgain(device, [other], 'ttyUSB0')).toBeNull();
  });

  it('goes by the old name where two have the same number, and takes neither without it', () => {
    const ports = [bridge('ttyUSB1', 'A1B2'), bridge('ttyUSB2', 'A1B2')];
    expect(findAgain(device, ports, 'ttyUSB2')?.path).toBe('ttyUSB2');
    expect(findAgain(device, ports, 'ttyUSB0')).toBeNull();
  });

  it('knows a chip’s own USB by its number, whichever product it is now', () => {
    const ports = [ownUsb('ttyACM4', '4001', '7C:DF:A1:00:00:01'), ownUsb('ttyACM0', '1001', 'other')];
    expect(findAgain(chip, ports, 'ttyACM0')?.path).toBe('ttyACM4');
  });

  it('takes a ROM that calls itself 0 for the chip, if it is the only one', () => {
    const other = ownUsb('ttyACM2', '1001', '7C:DF:A1:00:00:02');
    expect(findAgain(chip, [other, ownUsb('ttyACM1', '0002', '0')], 'ttyACM0')?.path).toBe('ttyACM1');
    expect(
      findAgain(chip, [ownUsb('ttyACM1', '0002', '0'), ownUsb('ttyACM3', '0002', '0')], 'ttyACM0'),
    ).toBeNull();
    expect(findAgain(chip, [other], 'ttyACM2')).toBeNull();
  });
});

describe('tellingSerialNumber', () => {
  it.each(['A50285BI', '7C:DF:A1:B2:C3:D4', '0153C9FE'])('takes %s for one', (serialNumber) => {
    expect(tellingSerialNumber({ path: 'COM3', serialNumber })).toBe(serialNumber);
  });

  it.each(['', '0', '0001', '00000000', '123456789', 'N/A', '5&2A1B3C&0&2', undefined])(
    'takes %s for none: it tells no two devices apart',
    (serialNumber) => {
      expect(tellingSerialNumber({ path: 'COM3', serialNumber })).toBeNull();
    },
  );
});
