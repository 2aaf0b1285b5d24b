import { describe, expect, it } from 'vitest';
import { SimulatedBench } from '../../../src-main/simulator/board-bench';
import { parseSimulatedUrl } from '../../../src-main/simulator/parse-simulated-url';
import { sleep } from '../../../src-shared/time/clock';
import { VirtualClock } from '../../support/virtual-clock';

const code = (code: string): unknown => expect.objectContaining({ code }) as unknown;

describe('the URL of a simulated board', () => {
  it('says everything about it', () => {
    const url =
      'sim://esp32s3?flash=16MB&mac=7C%3ADF%3AA1%3A00%3A00%3A02&revision=0.2&speed=fast&crystal=40&flash-id=0xef4018' +
      '&usb=jtag&secure=boot,download&fault=busy&fault=drop:host:SYNC';
    expect(parseSimulatedUrl(url)).toEqual({
      chip: 'esp32s3',
      flashSizeBytes: 0x100_0000,
      mac: '7C:DF:A1:00:00:02',
      revision: 2,
      timing: 'fast',
      crystalMhz: 40,
      flashId: 0xef_4018,
      usb: { kind: 'serial-jtag', reenumerates: 'watchdog', awayMs: 400 },
      security: { secureBoot: true, secureDownloadMode: true },
      faults: [
        { type: 'busy' },
        { type: 'drop', direction: 'host', frames: { opcode: 8, from: 1, count: 1 } },
      ],
    });
  });

  it('names what is in the package, how the flash is connected and what the port is', () => {
    const url =
      'sim://esp32s2?package=2&psram=1&embedded-flash=2&flash-maker=winbond&flash-pins=5,18,23,19,22&usb=otg&serial=none' +
      '&secure=encryption,no-manual-encryption,no-download';
    expect(parseSimulatedUrl(url)).toEqual({
      chip: 'esp32s2',
      flashSizeBytes: 0x40_0000,
      package: 2,
      psram: 1,
      embeddedFlash: 2,
      flashMaker: 'winbond',
      flashPins: { clk: 5, q: 18, d: 23, hd: 19, cs: 22 },
      usb: { kind: 'otg', awayMs: 400 },
      serialNumber: null,
      security: { flashEncryption: true, manualEncryptDisabled: true, downloadDisabled: true },
      faults: [],
    });
  });

  it('may say the chip alone', () => {
    expect(parseSimulatedUrl('sim://esp8266')).toEqual({
      chip: 'esp8266',
      flashSizeBytes: 0x40_0000,
      faults: [],
    });
  });

  it.each([
    'sim://',
    'sim://esp99',
    'socket://esp32',
    'esp32',
    'sim://esp32/path',
    'sim://esp32?flash=big',
    'sim://esp32?mac=1:2:3',
    'sim://esp32?revision=x',
    'sim://esp32?speed=warp',
    'sim://esp32?fault=explode',
    'sim://esp32?usb=otg',
    'sim://esp32?secure=yes',
    'sim://esp32?crystal=33',
    'sim://esp32?colour=red',
    'sim://esp32?flash-pins=1,2,3',
    'sim://esp32?flash-pins=1,2,3,4,99',
    'sim://esp32?flash-maker=nobody',
    'sim://esp32?package=99',
    'sim://esp32?serial=',
  ])('%s is none', (url) => {
    expect(() => parseSimulatedUrl(url)).toThrow(code('port-url-invalid'));
  });
});

describe('a bench', () => {
  const url = 'sim://esp32c3?speed=fast';

  it('keeps a board’s flash between openings', async () => {
    const bench = new SimulatedBench({ clock: new VirtualClock() });
    const port = bench.open(url);
    await port.open(115_200);
    bench.board(url).flash.startProgram(0, Uint8Array.of(0x42));
    await port.close();
    const again = bench.open(url);
    await again.open(115_200);
    expect([...bench.board(url).flash.read(0, 1)]).toEqual([0x42]);
  });

  it('has another board at another URL', () => {
    const bench = new SimulatedBench({ clock: new VirtualClock() });
    expect(bench.board(url)).toBe(bench.board(url));
    expect(bench.board(`${url}&board=2`)).not.toBe(bench.board(url));
  });

  it('lets one open a port at a time', async () => {
    const bench = new SimulatedBench({ clock: new VirtualClock() });
    const first = bench.open(url);
    const second = bench.open(url);
    await first.open(115_200);
    await expect(second.open(115_200)).rejects.toThrow(code('port-busy'));
    await first.close();
    await second.open(115_200);
  });

  it('finds a board that came back under another name there, and an opened port follows it', async () => {
    const clock = new VirtualClock();
    const bench = new SimulatedBench({ clock });
    const before = 'sim://esp32c3?speed=fast&fault=unplug:10:100:usb7';
    const port = bench.open(before);
    await clock.run(async () => {
      await port.open(115_200);
      await port.write(new Uint8Array(10));
      expect(bench.ports()).toEqual([{ url: before, plugged: false }]);
      await sleep(clock, 100);
      expect(bench.ports()).toEqual([{ url: 'sim://usb7', plugged: true }]);
      await port.open(115_200);
      expect(port.label).toBe('usb7');
      await port.close();
      await bench.open('sim://usb7').open(115_200);
    });
  });

  it('refuses an address that is none', () => {
    const bench = new SimulatedBench({ clock: new VirtualClock() });
    expect(() => bench.open('sim://nothing')).toThrow(code('port-url-invalid'));
  });
});
