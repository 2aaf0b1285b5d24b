import { describe, expect, it } from 'vitest';
import { checkBoard, parseBoardOption } from '../../../src-main/cli/simulate/parse-board';

describe('a simulated board on the command line', () => {
  it('is read field by field', () => {
    const text =
      'chip=esp32,flash=2MB,listen=tcp://127.0.0.1:5556,mac=aa:bb:cc:00:11:22,flash-file=f.bin,speed=fast,fault=silent:SYNC,fault=busy';
    expect(parseBoardOption(text)).toEqual({
      chip: 'esp32',
      flash: '2MB',
      flashSizeBytes: 0x20_0000,
      listen: 'tcp://127.0.0.1:5556',
      flashFile: 'f.bin',
      mac: 'aa:bb:cc:00:11:22',
      speed: 'fast',
      faults: ['silent:SYNC', 'busy'],
    });
  });

  it('is anything that boards can be', () => {
    const text =
      'chip=esp32s3,listen=tcp://:1,usb=otg,secure=boot+encryption,package=1,flash-pins=5+18+23+19+22,fault=busy';
    expect(parseBoardOption(text)).toMatchObject({
      faults: ['busy'],
      board: {
        usb: { kind: 'otg' },
        security: { secureBoot: true, flashEncryption: true },
        package: 1,
        flashPins: { clk: 5, q: 18, d: 23, hd: 19, cs: 22 },
      },
    });
  });

  it('has 4 MB where nothing is said, and takes the maker’s spelling of a chip', () => {
    expect(checkBoard({ chip: 'ESP32-C3', listen: 'tcp://:1', faults: [] })).toMatchObject({
      chip: 'esp32c3',
      flash: '4MB',
      speed: 'real',
    });
  });

  it.each([
    ['chip=esp99,listen=tcp://:1', /“esp99” is not a chip; there are esp8266, esp32/],
    ['listen=tcp://:1', /is not a chip/],
    ['chip=esp32', /say where the board listens/],
    ['chip=esp32,flash=3MB,listen=tcp://:1', /“3MB” is not a flash size of the ESP32/],
    ['chip=esp32,flash=512KB,listen=tcp://:1', /is not a flash size/],
    ['chip=esp32,speed=slow,listen=tcp://:1', /“slow” is not a speed/],
    ['chip=esp32,colour=red', /“colour=red” is not a field/],
    ['chip=esp32,', /“” is not a field/],
    ['chip=esp32,chip=esp32c3', /“chip” is given twice/],
    ['chip=esp32,listen=tcp://:1,usb=parallel', /“parallel” is nothing that usb can be/],
    ['chip=esp32,listen=tcp://:1,usb=jtag,usb=bridge', /“usb” is given twice/],
  ])('%s is refused', (text, reason) => {
    expect(() => parseBoardOption(text)).toThrow(reason);
  });
});
