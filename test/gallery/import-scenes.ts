import type { ImportOutcome, ImportQuestion } from '../../src-shared/model/firmware';
import { imported, sampleFirmware, samplePort, simulatedPort } from '../support/sample-station';
import { splitImage, wholeImage } from '../support/sample-merged';
import { sampleChips } from '../support/sample-chips';
import { longFirmware } from './scene-data';
import { fill, press, settle, type Scene } from './scene-steps';

const ports = [samplePort, simulatedPort];
const longFolder = 'customer-4711_greenhouse-controller-production-release-candidate_2026-11-03.zip';

const ask = (question: ImportQuestion): Scene => ({
  handlers: { 'firmware:import': (): ImportOutcome => ({ type: 'question', question }) },
  ports,
  play: load,
});

async function load(): Promise<void> {
  await settle();
  press('load-demo');
  await settle();
}

async function paste(text: string): Promise<void> {
  await settle();
  press('paste-command');
  await settle();
  fill('paste-text', text);
  await settle();
}

const espIdfCommand =
  'python -m esptool --chip esp32c3 -b 460800 --before default_reset --after hard_reset --no-stub write_flash --force \\\n' +
  '  --flash_mode dio --flash_size 2MB --flash_freq 80m --erase-all \\\n' +
  '  0x0 build/bootloader/bootloader.bin 0x8000 build/partition_table/partition-table.bin \\\n' +
  '  0x10000 build/customer-4711_greenhouse-controller-production-release-candidate_esp32c3.bin';

const notes: Readonly<Record<string, string>> = {
  a: 'Only for boards of revision 0.3 and up',
  c: 'Release candidate for the greenhouse in Wageningen: do not ship before the field test of week 47 is signed off',
};

export const importScenes: Readonly<Record<string, Scene>> = {
  'question-build': ask({
    id: 'build',
    about: 'build',
    name: longFolder,
    choices: [
      { id: 'esp32', label: 'esp32dev', detail: 'ESP32 · .pio/build/esp32dev' },
      { id: 'c3', label: 'esp32-c3-devkitm-1', detail: 'ESP32-C3 · .pio/build/esp32-c3-devkitm-1' },
      { id: 'long', label: `${longFolder}-debug`, detail: `ESP32-S3 · .pio/build/${longFolder}/debug` },
    ],
  }),
  'question-chip': ask({
    id: 'chip',
    about: 'chip',
    name: 'firmware.elf',
    choices: sampleChips.map(({ id, name }) => ({ id, label: name, detail: '' })),
  }),
  'question-files': ask({
    id: 'files',
    about: 'files',
    name: 'esptool',
    choices: ['build/bootloader/bootloader.bin', `build/${longFolder}/app.bin`].map((path) => ({
      id: path,
      label: path,
      detail: '',
    })),
  }),
  'paste-empty': { ports, play: () => paste('') },
  'paste-understood': { ports, play: () => paste(espIdfCommand) },
  'paste-idf': { ports, play: () => paste('$ idf.py -p /dev/ttyUSB0 -b 921600 flash monitor') },
  'paste-error': { ports, play: () => paste('esptool write-flash 0x10000') },
  merged: { handlers: { 'firmware:import': () => imported(splitImage) }, ports, play: load },
  'merged-notices': {
    handlers: { 'firmware:import': () => imported(splitImage) },
    ports,
    play: async () => {
      await load();
      press('notices-toggle');
      await settle();
    },
  },
  'merged-whole': { handlers: { 'firmware:import': () => imported(wholeImage) }, ports, play: load },
  notices: {
    handlers: {
      'firmware:import': () =>
        imported({
          ...sampleFirmware,
          notices: [
            { code: 'boot-app0-missing', context: {} },
            { code: 'elf-converted', context: { name: 'greenhouse.elf', chip: 'esp32c3' } },
          ],
        }),
    },
    ports,
    play: load,
  },
  notes: {
    handlers: {
      'firmware:import': () =>
        imported({
          ...sampleFirmware,
          items: sampleFirmware.items.map((item, index) => ({
            ...item,
            note: notes[item.id] ?? '',
            origin: index === 2 ? { how: 'elf', name: 'greenhouse.elf', whole: null } : null,
          })),
        }),
    },
    ports,
    play: async () => {
      await load();
      document.querySelector<HTMLElement>('[data-testid="row-note"]')?.click();
      await settle();
    },
  },
  'long-origins': {
    handlers: {
      'firmware:import': () =>
        imported({
          ...longFirmware,
          items: longFirmware.items.map((item) => ({
            ...item,
            offsetReason: 'build-rule',
            origin: { how: 'zip', name: `nested-${longFolder}`, whole: null },
          })),
        }),
    },
    ports,
    play: load,
  },
};
