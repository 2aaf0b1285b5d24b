import { describe, expect, it } from 'vitest';
import { insightCodes, type InsightCode } from '../../../src-shared/model/monitor';
import { esp32Boot, idfStart } from './sample-boots';
import { insightSamples } from './sample-insights';
import { codesIn, contextOf, readBoardText } from './read-board-text';

const healthy: readonly InsightCode[] = ['reset-power-on', 'mode-flash', 'app-started'];
const unique = (codes: readonly InsightCode[]): readonly InsightCode[] => [...new Set(codes)].sort();

describe('what the board says', () => {
  it.each(insightCodes)('%s is found by its own text, and nothing else', (code) => {
    const { text, beside = [] } = insightSamples[code];
    const reader = readBoardText(text);
    expect(unique(codesIn(reader))).toEqual(unique([code, ...beside]));
    expect(reader.all().crashes).toHaveLength(code === 'crash' ? 1 : 0);
    expect(reader.all().coreDumps).toHaveLength(code === 'core-dump' ? 1 : 0);
  });

  it('is nothing but a start where all is well', () => {
    const reader = readBoardText(esp32Boot + idfStart);
    expect(codesIn(reader)).toEqual(healthy);
    expect(reader.all().insights.map(({ severity }) => severity)).toEqual(['info', 'info', 'info']);
  });

  it('is found in the middle of a healthy start, too', () => {
    for (const code of insightCodes) {
      const { text } = insightSamples[code];
      if (typeof text !== 'string' || code.startsWith('reset') || code.startsWith('mode')) continue;
      const codes = unique(codesIn(readBoardText(`${esp32Boot}${text}${idfStart}`)));
      expect(
        codes.filter((each) => !healthy.includes(each) && each !== code),
        code,
      ).toEqual(code === 'boot-loop' ? ['reset-software'] : []);
      expect(codes).toContain(code);
    }
  });

  it('names the chip family, the reason and the mode', () => {
    const reader = readBoardText(
      'ESP-ROM:esp32c3-api1-20210207\nBuild:Feb  7 2021\nrst:0x15 (USB_UART_CHIP_RESET),boot:0xc (SPI_FAST_FLASH_BOOT)\n',
    );
    expect(contextOf(reader, 'reset-usb')).toEqual({
      reason: 'USB_UART_CHIP_RESET',
      number: 0x15,
      chip: 'esp32c3',
    });
    expect(contextOf(reader, 'mode-flash')).toEqual({
      mode: 'SPI_FAST_FLASH_BOOT',
      number: 0xc,
      chip: 'esp32c3',
    });
  });

  it.each([
    [
      'ets Jun  8 2016 00:22:57\n\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)',
      'esp32',
      'reset-power-on',
    ],
    [
      'ESP-ROM:esp8684-api2-20220127\nrst:0x7 (TG0WDT_SYS_RST),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'esp32c2',
      'reset-task-watchdog',
    ],
    [
      'ESP-ROM:esp32c6-20220919\nrst:0x3 (LP_SW_HPSYS),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'esp32c6',
      'reset-software',
    ],
    [
      'ESP-ROM:esp32p4-eco2-20240710\nrst:0x10 (LP_WDT_SYS),boot:0x30f (SPI_FAST_FLASH_BOOT)',
      'esp32p4',
      'reset-rtc-watchdog',
    ],
    [
      'ESP-ROM:esp32h2-20221101\nrst:0xf (BROWN_OUT),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'esp32h2',
      'reset-brown-out',
    ],
    [
      'ESP-ROM:esp32s3-20210327\nrst:0x8 (TG1WDT_SYS_RST),boot:0x8 (SPI_FAST_FLASH_BOOT)',
      'esp32s3',
      'reset-interrupt-watchdog',
    ],
    [' ets Jan  8 2013,rst cause:4, boot mode:(3,6)', 'esp8266', 'reset-rtc-watchdog'],
    [' ets Jan  8 2013,rst cause:2, boot mode:(3,6)', 'esp8266', 'reset-power-on'],
  ] as const)('understands %s', (text, chip, code) => {
    const reader = readBoardText(text);
    expect(codesIn(reader)).toEqual([code, 'mode-flash']);
    expect(contextOf(reader, code)['chip']).toBe(chip);
  });

  it.each([
    ['flash-too-small', { actualBytes: 2 * 1024 * 1024, expectedBytes: 4 * 1024 * 1024 }],
    ['flash-larger', { actualBytes: 8 * 1024 * 1024, expectedBytes: 2 * 1024 * 1024 }],
    ['wrong-chip', { expected: 5, found: 0 }],
    ['wrong-revision', { what: 'efuse blk rev', required: '>= v0.4', chip: 'v0.3' }],
    ['invalid-header', { header: '0xffffffff' }],
    ['nvs-unusable', { reason: 'ESP_ERR_NVS_NO_FREE_PAGES' }],
    ['task-watchdog', { tasks: 'IDLE0 (CPU 0)', running: 'CPU 0: main, CPU 1: IDLE1' }],
    ['app-started', { project: 'thermostat', version: '1.4.2', idf: 'v5.1.2', elfSha256: '5f0c1e9d3' }],
  ] as const)('tells the numbers and names of %s', (code, context) => {
    expect(contextOf(readBoardText(insightSamples[code].text), code)).toEqual(context);
  });

  it('knows the same facts in other words', () => {
    const said = (text: string): readonly InsightCode[] => codesIn(readBoardText(text));
    expect(said('E (46) boot_comm: mismatch chip ID, expected 5, found 0')).toEqual(['wrong-chip']);
    expect(said('E (46) boot_comm: Image requires chip rev >= v3.0, but chip is v1.0')).toEqual([
      'wrong-revision',
    ]);
    expect(
      said(
        "E (52) boot_comm: This chip is revision 1 but the application is configured for minimum revision 3. Can't run.",
      ),
    ).toEqual(['wrong-revision']);
    expect(said('E (58) esp_image: Checksum failed. Calculated 0xa2 read 0x3')).toEqual(['checksum-error']);
    expect(said('E (58) esp_image: Image hash failed - image is corrupt')).toEqual(['digest-mismatch']);
    expect(
      said(
        'E (77) flash_parts: partition 3 invalid - offset 0x310000 size 0x100000 exceeds flash chip size 0x200000',
      ),
    ).toEqual(['flash-too-small']);
    expect(said('E (310) spiram: SPI RAM enabled but initialization failed. Bailing out.')).toEqual([
      'psram-missing',
    ]);
    expect(said('\nets_main.c \n')).toEqual(['invalid-header']);
    expect(said('=========== Before Setup Start ===========')).toEqual(['app-started']);
    expect(said('I (300) main_task: Calling app_main()')).toEqual(['app-started']);
  });

  it('takes an information or a debug message for none of them', () => {
    const reader = readBoardText(
      'I (310) app: no bootable app, invalid header: 0x1, out of memory, psram id read error\nD (311) app: Brownout detector was triggered? failed to allocate\n',
    );
    expect(codesIn(reader)).toEqual([]);
  });

  it('says a complaint once for each start, however often the ROM repeats it', () => {
    const complaint = 'invalid header: 0xffffffff\n'.repeat(50);
    const start = 'rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n';
    const codes = codesIn(readBoardText(start + complaint + start + complaint));
    expect(codes.filter((code) => code === 'invalid-header')).toHaveLength(2);
  });
});
