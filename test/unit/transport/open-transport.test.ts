import { describe, expect, it } from 'vitest';
import { TransportRegistry } from '../../../src-main/engine/transport/open-transport';
import { SerialTransport } from '../../../src-main/engine/transport/serial-transport';
import { TcpTransport } from '../../../src-main/engine/transport/tcp-transport';
import { ScriptedTransport } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

describe('TransportRegistry', () => {
  it.each(['/dev/ttyUSB0', 'COM7', '/dev/serial/by-id/usb-Silicon_Labs_CP2102N'])(
    'takes %s for a port of this computer',
    (path) => {
      const transport = new TransportRegistry().open(path);
      expect(transport).toBeInstanceOf(SerialTransport);
      expect(transport.label).toBe(path);
    },
  );

  it.each([
    ['socket://localhost:5555', 'localhost:5555'],
    ['socket://[::1]:80', '::1:80'],
  ])('takes %s for a TCP link', (url, label) => {
    const transport = new TransportRegistry().open(url);
    expect(transport).toBeInstanceOf(TcpTransport);
    expect(transport.label).toBe(label);
  });

  it('asks whoever has registered a scheme', () => {
    const registry = new TransportRegistry();
    const simulated = new ScriptedTransport({ clock: new VirtualClock(), answer: () => [] });
    const urls: string[] = [];
    registry.register('sim', (url) => {
      urls.push(url);
      return simulated;
    });
    expect(registry.open('SIM://esp32c3?flash=4MB')).toBe(simulated);
    expect(urls).toEqual(['SIM://esp32c3?flash=4MB']);
  });

  it.each(['foo://bar', '', ' ', 'socket://', 'socket://host', 'socket://host:0', 'socket://host:99999'])(
    'refuses “%s”',
    (url) => {
      expect(() => new TransportRegistry().open(url)).toThrow(
        expect.objectContaining({ code: 'port-url-invalid', context: { port: url } }),
      );
    },
  );
});
