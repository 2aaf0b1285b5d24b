import { AppError } from '../../src-shared/errors/app-error';
import type { FileComparison, FileReport } from '../../src-shared/model/file-report';
import { sampleFirmware, samplePort, imported } from '../support/sample-station';
import { differing, equal, overlappingItems, reports } from './image-scene-data';
import { press, settle, type Scene } from './scene-steps';

const open = async (): Promise<void> => {
  await settle();
  press('nav-images');
  await settle();
};

/** A file that was chosen on the Images page. */
function inspected(report: FileReport, then: () => Promise<void> = settle): Scene {
  return {
    ports: [samplePort],
    handlers: { 'image:inspect': () => report },
    play: async () => {
      await open();
      press('images-place-choose');
      await settle();
      await then();
    },
  };
}

function compared(comparison: FileComparison): Scene {
  const sides = [comparison.first, comparison.second];
  return {
    handlers: {
      'image:inspect': () => sides.shift() ?? comparison.second,
      'image:compare': () => comparison,
    },
    play: async () => {
      await open();
      press('start-compare');
      await settle();
      for (const side of ['first', 'second']) {
        press(`compare-${side}-choose`);
        await settle();
      }
    },
  };
}

const merging = (items: typeof overlappingItems): Scene => ({
  handlers: { 'firmware:import': () => imported({ ...sampleFirmware, items }) },
  play: async () => {
    await open();
    press('start-merge');
    await settle();
    press('merge-place-choose');
    await settle();
  },
});

const pressThen =
  (...testIds: readonly string[]) =>
  async (): Promise<void> => {
    for (const testId of testIds) {
      press(testId);
      await settle();
    }
  };

export const imageScenes: Readonly<Record<string, Scene>> = {
  images: { play: open },
  'images-app': inspected(reports.image),
  'images-signed': inspected(reports.signed),
  'images-damaged': inspected(reports.damaged),
  'images-cut': inspected(reports.cut),
  'images-bootloader': inspected(reports.bootloader),
  'images-merged': inspected(reports.merged),
  'images-table': inspected(reports.table),
  'images-nvs': inspected(reports.nvs, pressThen('nvs-expand')),
  'images-encrypted': inspected(reports.encrypted),
  'images-nvs-csv': inspected(reports.nvsCsv, pressThen('build-nvs')),
  'images-ota': inspected(reports.ota),
  'images-elf': inspected(reports.elf),
  'images-hex': inspected(reports.hex),
  'images-data': inspected(reports.data),
  'images-blank': inspected(reports.blank),
  'images-empty': inspected(reports.empty),
  'images-long': inspected(reports.long),
  'images-convert': inspected(reports.image, pressThen('convert-file')),
  'images-convert-elf': inspected(reports.elf, pressThen('convert-file')),
  'images-busy': {
    handlers: { 'image:inspect': () => new Promise(() => undefined) },
    play: async () => {
      await open();
      press('images-place-choose');
      await settle();
      await settle();
      await settle();
    },
  },
  'images-error': {
    handlers: {
      'image:inspect': () => {
        throw new AppError('file-unreadable', { name: 'greenhouse.bin', reason: 'EACCES' });
      },
    },
    play: async () => {
      await open();
      press('images-place-choose');
      await settle();
    },
  },
  'images-compare': {
    play: async () => {
      await open();
      press('start-compare');
      await settle();
    },
  },
  'images-different': compared(differing),
  'images-equal': compared(equal),
  'images-merge-start': {
    play: async () => {
      await open();
      press('start-merge');
      await settle();
    },
  },
  'images-merge': merging(sampleFirmware.items),
  'images-merge-overlap': merging(overlappingItems),
  'images-partitions': {
    play: async () => {
      await open();
      press('start-partitions');
      await settle();
    },
  },
  'images-partitions-open': inspected(reports.merged, pressThen('edit-partitions')),
};
