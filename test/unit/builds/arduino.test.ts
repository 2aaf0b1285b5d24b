import { describe, expect, it } from 'vitest';
import { recogniseBuilds } from '../../../src-main/files/builds/recognise-builds';
import type { ChipId } from '../../../src-shared/model/chip';
import { appFor, bootloaderFor } from '../firmware/sample-images';
import { memoryTree } from '../../support/memory-tree';
import { arduinoTable, bootApp0, placesOf, under } from './sample-builds';

/** What “Export compiled binary” puts beside the sketch. */
const exported = (chip: ChipId) => ({
  'Blink.ino.bin': appFor(chip),
  'Blink.ino.bootloader.bin': bootloaderFor(chip),
  'Blink.ino.partitions.bin': arduinoTable,
  'Blink.ino.elf': 'ELF',
});

describe('an Arduino export', () => {
  it('is laid out as the core uploads it', async () => {
    const files = { ...exported('esp32'), 'boot_app0.bin': bootApp0 };
    const [build, ...others] = await recogniseBuilds(
      memoryTree({ 'Blink.ino': '', ...under('build/esp32.esp32.esp32', files) }, 'Blink'),
    );
    expect(others).toEqual([]);
    expect(build).toMatchObject({
      format: 'arduino',
      label: 'Blink (esp32.esp32.esp32)',
      title: 'Blink',
      detail: 'ESP32',
      chip: 'esp32',
      notices: [],
    });
    expect(placesOf(build)).toEqual([
      ['build/esp32.esp32.esp32/Blink.ino.bootloader.bin', 0x1000, 'build-rule'],
      ['build/esp32.esp32.esp32/Blink.ino.partitions.bin', 0x8000, 'build-rule'],
      ['build/esp32.esp32.esp32/boot_app0.bin', 0xe000, 'build-rule'],
      ['build/esp32.esp32.esp32/Blink.ino.bin', 0x1_0000, 'build-rule'],
    ]);
  });

  it('without boot_app0.bin and with a merged image beside its parts says both', async () => {
    const [build] = await recogniseBuilds(
      memoryTree({ ...exported('esp32s3'), 'Blink.ino.merged.bin': 'x' }, 'export'),
    );
    expect(build?.files).toHaveLength(3);
    expect(build?.notices).toEqual([
      { code: 'boot-app0-missing', context: {} },
      { code: 'file-left-out', context: { name: 'Blink.ino.merged.bin' } },
    ]);
  });

  it('for several boards is as many builds', async () => {
    const builds = await recogniseBuilds(
      memoryTree({
        ...under('build/esp32.esp32.esp32', exported('esp32')),
        ...under('build/esp32.esp32.XIAO_ESP32C3', exported('esp32c3')),
      }),
    );
    expect(builds.map(({ chip }) => chip)).toEqual(['esp32', 'esp32c3']);
  });

  it('for an ESP8266 is one file at the beginning', async () => {
    const folder = 'build/esp8266.esp8266.d1_mini';
    const [build] = await recogniseBuilds(
      memoryTree(under(folder, { 'Blink.ino.bin': appFor('esp8266'), 'Blink.ino.elf': 'ELF' })),
    );
    expect(build).toMatchObject({ chip: 'esp8266', notices: [] });
    expect(placesOf(build)).toEqual([[`${folder}/Blink.ino.bin`, 0, 'build-rule']]);
  });

  it('has the settings of flash_args where the core wrote them', async () => {
    const text = [
      '--flash-mode dio --flash-freq 80m --flash-size 4MB',
      '0x0 Blink.ino.bootloader.bin',
      '0x8000 Blink.ino.partitions.bin',
      '0xe000 boot_app0.bin',
      '0x10000 Blink.ino.bin',
    ].join('\n');
    const files = { ...exported('esp32c3'), flash_args: text };
    const complete = await recogniseBuilds(memoryTree({ ...files, 'boot_app0.bin': bootApp0 }));
    expect(complete).toMatchObject([{ format: 'flash-args', flashSize: '4MB' }]);
    // Without the file that exports lack, the rules are as good.
    const [build] = await recogniseBuilds(memoryTree(files));
    expect(build?.format).toBe('arduino');
    expect(build?.notices.map(({ code }) => code)).toEqual(['boot-app0-missing', 'build-left-out']);
  });

  it('of another core is no build', async () => {
    const files = under('build/arduino.samd.mkrwifi1010', { 'Blink.ino.bin': new Uint8Array(64).fill(1) });
    expect(await recogniseBuilds(memoryTree(files))).toEqual([]);
  });

  it('is more than a file of that name', async () => {
    expect(await recogniseBuilds(memoryTree({ 'Blink.ino.bin': appFor('esp32') }))).toEqual([]);
  });
});
