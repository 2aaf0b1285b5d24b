import { describe, expect, it } from 'vitest';
import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { sleep } from '../../../src-shared/time/clock';
import { appImage, bootloaderImage, buildImage, partitionTable } from './build-image';
import { makeBoard, type OpenBoard } from './open-board';

type Contents = readonly (readonly [offset: number, bytes: Uint8Array])[];

/** What the board prints in the first moments after a reset with this in its flash. */
async function bootText(spec: Partial<BoardSpec>, contents: Contents, listenMs = 300): Promise<string> {
  const board = boardWith(spec, contents);
  await board.clock.run(async () => {
    await board.transport.open(115_200);
    await board.host.resetToRun();
    await sleep(board.clock, listenMs);
  });
  return board.host.text;
}

function boardWith(spec: Partial<BoardSpec>, contents: Contents): OpenBoard {
  const board = makeBoard(spec);
  for (const [offset, bytes] of contents) board.board.flash.startProgram(offset, bytes);
  return board;
}

const c3 = 5;
const good: Contents = [
  [0, bootloaderImage(c3)],
  [0x8000, partitionTable()],
  [0x1_0000, appImage(c3)],
];
const without = (offset: number): Contents => good.filter(([at]) => at !== offset);

function damaged(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ 0x01;
  return copy;
}

describe('a board that boots', () => {
  it('prints what ROM, bootloader and app print', async () => {
    const text = await bootText({}, good);
    for (const part of [
      'ESP-ROM:esp32c3-api1-20210207\r\n',
      'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'mode:DIO, clock div:1',
      'load:0x3fcd5820,len:0x40',
      'boot:  1 factory          factory app      00 00 00010000 00100000',
      'Loaded app from partition at offset 0x10000',
      'Project name:     blinky',
      'App version:      1.4.2',
      'Calling app_main()',
    ])
      expect(text).toContain(part);
  });

  it('has its bootloader at 0x1000 on an ESP32, whose ROM writes lengths in decimal', async () => {
    const esp32: Contents = good.map(([offset, bytes]) =>
      offset === 0
        ? [0x1000, bootloaderImage(0)]
        : offset === 0x1_0000
          ? [offset, appImage(0)]
          : [offset, bytes],
    );
    const text = await bootText({ chip: 'esp32' }, esp32);
    expect(text).toContain('load:0x3fcd5820,len:64');
    expect(text).toContain('Project name:     blinky');
  });

  it('warns of a header that names less flash than there is', async () => {
    expect(await bootText({ flashSizeBytes: 0x80_0000 }, good)).toContain(
      'Detected size(8192k) larger than the size in the binary image header(4096k)',
    );
  });
});

describe('a board that does not boot', () => {
  it.each([
    ['nothing in flash', {}, [], 'invalid header: 0xffffffff'],
    ['nothing in the flash of an old ESP32', { chip: 'esp32', revision: 100 }, [], 'flash read err, 1000'],
    [
      'nothing in the flash of a new ESP32',
      { chip: 'esp32', revision: 301 },
      [],
      'invalid header: 0xffffffff',
    ],
    ['a damaged bootloader', {}, [[0, damaged(bootloaderImage(c3), 40)]], 'csum err:0x'],
    ['a bootloader for another chip', {}, [[0, bootloaderImage(9)]], 'Invalid chip id. Expected 5 read 9'],
    ['no partition table', {}, without(0x8000), 'partition 0 invalid magic number 0xffff'],
    ['no app', {}, without(0x1_0000), 'No bootable app partitions in the partition table'],
    [
      'an app for another chip',
      {},
      [...without(0x1_0000), [0x1_0000, appImage(9)]],
      'mismatch chip ID, expected 5, found 9',
    ],
    ['a damaged app', {}, [...without(0x1_0000), [0x1_0000, damaged(appImage(c3), 60)]], 'Checksum failed.'],
    [
      'an app with a wrong digest',
      {},
      [...without(0x1_0000), [0x1_0000, damaged(appImage(c3), appImage(c3).length - 1)]],
      'Image hash failed - image is corrupt',
    ],
    [
      'a bootloader for more flash than there is',
      { flashSizeBytes: 0x20_0000 },
      good,
      'Detected size(2048k) smaller than the size in the binary image header(4096k)',
    ],
    [
      'plain firmware on an encrypted board',
      { security: { flashEncryption: true } },
      good,
      'invalid header: 0x',
    ],
  ] as readonly (readonly [string, Partial<BoardSpec>, Contents, string])[])(
    'because of %s says so',
    async (_, spec, contents, part) => {
      expect(await bootText(spec, contents)).toContain(part);
    },
  );

  it('starts over again and again, by its watchdog', async () => {
    const text = await bootText({}, [], 3000);
    expect(text.match(/rst:0x10 \(RTCWDT_RTC_RST\)/g)?.length).toBeGreaterThan(2);
  });

  it('is still at it when somebody opens the port later', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await sleep(board.clock, 60_000);
      await board.transport.open(115_200);
      await board.host.untilText('invalid header');
    });
    expect(board.host.text).toContain('RTCWDT_RTC_RST');
  });

  it('of the ESP8266 family says little', async () => {
    const image = buildImage({
      chipId: 0,
      headerBytes: 8,
      segments: [{ address: 0x4010_0000, data: new Uint8Array(40) }],
    });
    const board = boardWith({ chip: 'esp8266' }, [[0, damaged(image, 20)]]);
    await board.clock.run(async () => {
      await board.transport.open(74_880);
      await board.host.resetToRun();
      await sleep(board.clock, 100);
    });
    expect(board.host.text).toContain('load 0x40100000, len 40, room 16');
    expect(board.host.text).toContain('csum err');
  });

  it('boots anyway when only the bootloader’s digest is wrong, which the ROM merely notes', async () => {
    const image = bootloaderImage(c3);
    const text = await bootText({}, [...without(0), [0, damaged(image, image.length - 1)]]);
    expect(text).toContain('SHA-256 comparison failed:');
    expect(text).toContain('Calling app_main()');
  });
});
