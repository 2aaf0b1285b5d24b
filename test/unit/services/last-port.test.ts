import { describe, expect, it } from 'vitest';
import type { PortInfo } from '../../../src-shared/model/port';
import { defaultSettings } from '../../../src-shared/model/settings';
import { chosenPort, followLastPort } from '../../../src-main/services/last-port';
import { samplePort } from '../../support/sample-station';

const device = '10c4:ea60:01A2C4';
const chosen = { ...defaultSettings, ...chosenPort(samplePort.id, samplePort) };
const renamed: PortInfo = { ...samplePort, id: '/dev/ttyUSB3', name: 'ttyUSB3' };

describe('the port that the user worked with last', () => {
  it('is remembered with the device that it is', () => {
    expect(chosen).toMatchObject({ lastPort: '/dev/ttyUSB0', lastPortDevice: device });
    expect(chosenPort('/dev/ttyS0', null)).toEqual({ lastPort: '/dev/ttyS0', lastPortDevice: null });
  });

  it('is followed to the name that the device has now', () => {
    expect(followLastPort(chosen, [renamed])).toEqual({ lastPort: '/dev/ttyUSB3', lastPortDevice: device });
  });

  it('is followed although another device has taken its name', () => {
    const other: PortInfo = { ...samplePort, serialNumber: 'ffff' };
    expect(followLastPort(chosen, [other, renamed])?.lastPort).toBe('/dev/ttyUSB3');
  });

  it('stays while it is there, and while the device is away', () => {
    expect(followLastPort(chosen, [samplePort])).toBeNull();
    expect(followLastPort(chosen, [])).toBeNull();
    expect(followLastPort(chosen, [{ ...samplePort, serialNumber: 'ffff' }])).toBeNull();
  });

  it('stays where two devices say that they are the same, as cheap ones do', () => {
    const twin: PortInfo = { ...renamed, id: '/dev/ttyUSB4' };
    expect(followLastPort(chosen, [renamed, twin])).toBeNull();
  });

  it('gets its device where settings of before have none', () => {
    const before = { ...defaultSettings, lastPort: samplePort.id };
    expect(followLastPort(before, [samplePort])?.lastPortDevice).toBe(device);
    expect(followLastPort(before, [{ ...samplePort, serialNumber: null }])).toBeNull();
  });
});
