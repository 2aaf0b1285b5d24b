import type { ImageInfo } from '../../../src-shared/model/firmware';
import type { OtaData, PartitionEntry } from '../../../src-shared/model/partition-table';
import type { LayoutItem, PlanToCheck } from '../../../src-shared/preflight/check-plan';
import type { Finding, FindingCode, FindingFix } from '../../../src-shared/preflight/finding';
import {
  app,
  board,
  bootloader,
  esp32,
  esp8266,
  image,
  item,
  partition,
  partitions,
  partOf,
  table,
} from './sample-plan';

/** A sound plan with one thing wrong. */
export interface FindingCase {
  readonly when: string;
  /** `error` where it is left out. */
  readonly severity?: Finding['severity'];
  readonly plan: Partial<PlanToCheck>;
  readonly context?: Record<string, string | number>;
  readonly fix: FindingFix | null;
  /** For a remedy that imports again: what comes in then. */
  readonly imported?: readonly LayoutItem[];
}

const data = (offset: number | null, sizeBytes: number, changes: Partial<LayoutItem> = {}) =>
  item('data.bin', 'data', offset, sizeBytes, changes);
const withImage = (row: LayoutItem, changes: Partial<ImageInfo>): LayoutItem => ({
  ...row,
  image: { ...image, ...changes },
});
const withFlash = (sizeBytes: number) => ({ ...board, flash: { ...board.flash!, sizeBytes } });
const smallBoard = withFlash(0x20_0000);
const secured = (changes: object) => ({ ...board, security: { ...board.security!, ...changes } });
const tableOf = (...entries: readonly PartitionEntry[]): LayoutItem => ({ ...table, partitions: entries });

const factory = partition('factory', 0, 0, 0x1_0000, 0x10_0000);
const storage = partition('storage', 1, 0x82, 0x2c_0000, 0x1_0000);
const withStorage = tableOf(...partitions, storage);
const overlapping = [factory, partition('storage', 1, 0x82, 0x10_0000, 0x2_0000)];
const smallNvs = [partition('nvs', 1, 2, 0x9000, 0x2000), factory];

const blankChoice: OtaData = { copies: [null, null], activeSequence: null };
const firstSlotChosen: OtaData = {
  copies: [{ sequence: 1, state: 'valid', crcValid: true }, null],
  activeSequence: 1,
};
const otaData = (says: OtaData) => item('ota_data.bin', 'ota-data', 0xd000, 0x2000, { otaData: says });

const merged = item('all.bin', 'merged', 0, 0x2_0000, { partitions: [...partitions, storage] });
const mergedParts = [
  partOf(merged, { ...bootloader, id: 'all 1' }),
  partOf(merged, { ...withStorage, id: 'all 2' }),
  partOf(merged, { ...app, id: 'all 3' }),
  partOf(merged, item('storage', 'data', storage.offset, 0x1000, { include: false })),
];
const mergedEsp32 = withImage(item('all.bin', 'merged', 0, 0x2_0000, { partitions: [factory] }), {
  chip: 'esp32',
  flashSize: '1MB',
});
const onEsp32 = { chip: esp32, board: { ...board, chip: 'esp32' } } as const;
const mergedEsp32Parts = [
  partOf(mergedEsp32, withImage({ ...bootloader, offset: 0x1000 }, { chip: 'esp32', flashSize: '1MB' })),
  partOf(mergedEsp32, tableOf(factory)),
  partOf(mergedEsp32, withImage(app, { chip: 'esp32' })),
];

const mergedEsp8266 = withImage(item('all.bin', 'merged', 0, 0x40_0000), { chip: 'esp8266' });

/** Every finding, provoked alone. A record, so that a code without a case does not compile. */
export const findingCases: Readonly<Record<FindingCode, readonly [FindingCase, ...FindingCase[]]>> = {
  'nothing-to-flash': [
    { when: 'nothing is included', plan: { items: [{ ...app, include: false }] }, fix: null },
  ],
  'file-empty': [
    {
      when: 'a file is empty',
      plan: { items: [app, item('zero.bin', 'empty', 0x20_0000, 0)] },
      context: { name: 'zero.bin' },
      fix: { type: 'exclude', itemId: 'zero.bin' },
    },
  ],
  'offset-missing': [
    {
      when: 'nobody said where data goes',
      plan: { items: [app, data(null, 100)] },
      fix: { type: 'exclude', itemId: 'data.bin' },
    },
    {
      when: 'an app has no place but a partition is free',
      plan: { items: [table, { ...app, offset: null }] },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x1_0000 },
    },
    {
      when: 'an app has no place but the board has a partition',
      plan: { items: [{ ...app, offset: null }], boardPartitions: [factory] },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x1_0000 },
    },
    {
      when: 'a partition table has no place',
      plan: { items: [{ ...table, offset: null }] },
      fix: { type: 'move', itemId: 'partition-table.bin', offset: 0x8000 },
    },
    {
      when: 'data without a place are called like a partition',
      plan: { items: [bootloader, withStorage, app, item('storage.bin', 'data', null, 0x1000)] },
      fix: { type: 'move', itemId: 'storage.bin', offset: 0x2c_0000 },
    },
    {
      when: 'settings without a place have a partition of their kind',
      plan: { items: [bootloader, table, app, item('unit-7.bin', 'nvs', null, 0x3000)] },
      fix: { type: 'move', itemId: 'unit-7.bin', offset: 0x9000 },
    },
  ],
  'offset-misaligned': [
    {
      when: 'a file starts within a sector',
      plan: { items: [data(0x30_0123, 100)] },
      context: { name: 'data.bin', offset: '0x300123' },
      fix: { type: 'move', itemId: 'data.bin', offset: 0x30_1000 },
    },
  ],
  'segments-overlap': [
    {
      when: 'data lies over an app',
      plan: { items: [app, data(0x2_0000, 100)] },
      context: { first: 'app.bin', second: 'data.bin', offset: '0x20000' },
      fix: { type: 'move', itemId: 'data.bin', offset: 0x4_0000 },
    },
    {
      when: 'an app lies over another and a slot is free',
      plan: { items: [table, app, { ...app, id: 'b', name: 'b.bin' }] },
      fix: { type: 'move', itemId: 'b', offset: 0x12_0000 },
    },
    {
      when: 'a bootloader comes beside a merged image that has one',
      plan: { items: [item('all.bin', 'merged', 0, 0x6000), bootloader] },
      fix: { type: 'exclude', itemId: 'bootloader.bin' },
    },
  ],
  'past-end-of-flash': [
    {
      when: 'a file ends behind the real flash',
      plan: { items: [data(0x3f_f000, 0x1001)] },
      context: { name: 'data.bin', end: '0x400001', flashEnd: '0x400000' },
      fix: { type: 'exclude', itemId: 'data.bin' },
    },
    {
      when: 'a file ends behind a flash size chosen by hand',
      plan: { items: [data(0x10_0000, 1)], board: null, flashSize: '1MB' },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
  ],
  'image-wrong-chip': [
    {
      when: 'an image is for another chip than the board',
      plan: { items: [withImage(bootloader, { chip: 'esp32' })] },
      context: { name: 'bootloader.bin', imageChip: 'ESP32', boardChip: 'ESP32-C3' },
      fix: null,
    },
    {
      when: 'an image is for a chip that nobody knows',
      plan: { items: [withImage(app, { chip: null, unknownChipId: 77 })] },
      context: { name: 'app.bin', imageChip: 'chip id 77', boardChip: 'ESP32-C3' },
      fix: null,
    },
    {
      when: 'all images are for another chip than the one that was chosen',
      plan: { items: [withImage(app, { chip: 'esp32' })], board: null },
      context: { name: 'app.bin', imageChip: 'ESP32', boardChip: 'ESP32-C3' },
      fix: null,
    },
  ],
  'images-for-different-chips': [
    {
      when: 'no board is there to tell which of two builds is meant',
      plan: { items: [bootloader, table, withImage(app, { chip: 'esp32' })], board: null, chip: null },
      context: { name: 'app.bin', imageChip: 'ESP32', other: 'bootloader.bin', otherChip: 'ESP32-C3' },
      fix: { type: 'exclude', itemId: 'app.bin' },
    },
    {
      when: 'the chip that was chosen tells which of two builds is meant',
      plan: { items: [withImage(app, { chip: 'esp32' }), bootloader, table], board: null },
      context: { name: 'app.bin', imageChip: 'ESP32', other: 'bootloader.bin', otherChip: 'ESP32-C3' },
      fix: { type: 'exclude', itemId: 'app.bin' },
    },
  ],
  'image-wrong-revision': [
    {
      when: 'an image needs a newer chip',
      plan: { items: [withImage(app, { minRevision: 101 })] },
      context: { name: 'app.bin', needed: 'v1.1 – v1.99', actual: 'v0.4' },
      fix: null,
    },
    {
      when: 'an image does not know a chip so new',
      plan: { board: { ...board, revision: 301 }, items: [withImage(app, { maxRevision: 199 })] },
      context: { name: 'app.bin', needed: 'v0.0 – v1.99', actual: 'v3.1' },
      fix: null,
    },
  ],
  'image-checksum-bad': [
    {
      when: 'an image is cut off or changed',
      plan: { items: [withImage(app, { checksumValid: false, digestValid: false })] },
      fix: null,
    },
  ],
  'image-digest-bad': [
    {
      when: 'only the digest of an app is wrong',
      plan: { items: [withImage(app, { digestValid: false })] },
      fix: null,
    },
    {
      when: 'only the digest of a bootloader is wrong',
      severity: 'warning',
      plan: { items: [withImage(bootloader, { digestValid: false })] },
      fix: null,
    },
  ],
  'bootloader-wrong-offset': [
    {
      when: 'the bootloader is where another chip has it',
      plan: { items: [{ ...bootloader, offset: 0x1000 }] },
      context: { name: 'bootloader.bin', offset: '0x1000', expected: '0x0', chip: 'ESP32-C3' },
      fix: { type: 'move', itemId: 'bootloader.bin', offset: 0 },
    },
    {
      when: 'the bootloader is misplaced and only the image names the chip',
      plan: { items: [withImage(bootloader, { chip: 'esp32' })], chip: null, board: null },
      fix: { type: 'move', itemId: 'bootloader.bin', offset: 0x1000 },
    },
  ],
  'header-size-larger-than-flash': [
    {
      when: 'the header to keep claims more flash than there is',
      plan: { items: [bootloader], board: smallBoard, flashSize: 'keep' },
      context: { name: 'bootloader.bin', headerSize: '4MB', flashSize: '2MB' },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
    {
      when: 'the size chosen by hand is more than there is',
      plan: { items: [bootloader], board: smallBoard, flashSize: '16MB' },
      context: { name: 'bootloader.bin', headerSize: '16MB', flashSize: '2MB' },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
    {
      when: 'the header lies within a merged image, where it cannot be adjusted',
      plan: {
        items: [{ ...mergedEsp32, image: { ...image, chip: 'esp32' } }],
        chip: esp32,
        board: { ...smallBoard, chip: 'esp32' },
      },
      context: { name: 'all.bin', headerSize: '4MB', flashSize: '2MB' },
      fix: { type: 'keep-settings', itemId: 'all.bin' },
      imported: mergedEsp32Parts,
    },
  ],
  'header-size-smaller-than-table': [
    {
      when: 'the header to keep claims less flash than the table needs',
      plan: { items: [withImage(bootloader, { flashSize: '1MB' }), table, app], flashSize: 'keep' },
      context: { name: 'bootloader.bin', headerSize: '1MB', neededSize: '2688KB' },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
    {
      when: 'the size chosen by hand is less than the table on the board needs',
      plan: { items: [bootloader], boardPartitions: partitions, flashSize: '2MB' },
      context: { name: 'bootloader.bin', headerSize: '2MB', neededSize: '2688KB' },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
    {
      when: 'the header lies within a merged image, where it cannot be adjusted',
      plan: { items: [mergedEsp32], ...onEsp32 },
      context: { name: 'all.bin', headerSize: '1MB', neededSize: '1088KB' },
      fix: { type: 'keep-settings', itemId: 'all.bin' },
      imported: mergedEsp32Parts,
    },
  ],
  'partition-table-faulty': [
    {
      when: 'partitions of the table overlap',
      plan: { items: [bootloader, tableOf(...overlapping), app] },
      context: {
        file: 'partition-table.bin',
        problem: 'overlaps-row',
        name: 'storage',
        other: 'factory',
        offset: '0x100000',
        end: '0x110000',
      },
      fix: null,
    },
    {
      when: 'a partition lies over the table itself, in a merged image',
      plan: { items: [{ ...merged, partitions: [partition('nvs', 1, 0, 0x8000, 0x2000), factory] }] },
      fix: null,
    },
    {
      when: 'a partition is too small to be used',
      severity: 'warning',
      plan: { items: [bootloader, tableOf(...smallNvs), app] },
      fix: null,
    },
    {
      when: 'the board has a table that will do',
      severity: 'warning',
      plan: { items: [bootloader, tableOf(...smallNvs), app], boardPartitions: smallNvs },
      fix: { type: 'exclude', itemId: 'partition-table.bin' },
    },
  ],
  'partition-past-end-of-flash': [
    {
      when: 'the table is for more flash than the board has',
      plan: { board: smallBoard },
      context: { name: 'partition-table.bin', partition: 'ota_0', end: '0x2a0000', flashSize: '2MB' },
      fix: null,
    },
    {
      when: 'the table is for more flash than was chosen by hand',
      plan: { board: null, flashSize: '2MB' },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
  ],
  'partition-table-changes': [
    {
      when: 'partitions on the board shrink and go, and the app has its place there',
      severity: 'warning',
      plan: { boardPartitions: [partition('nvs', 1, 2, 0x9000, 0x6000), factory, storage] },
      context: { name: 'partition-table.bin', changes: 'nvs 24KB → 16KB, − storage' },
      fix: { type: 'exclude', itemId: 'partition-table.bin' },
    },
    {
      when: 'partitions on the board move, and the app has no place there',
      severity: 'warning',
      plan: {
        boardPartitions: [
          partition('otadata', 1, 0, 0x9000, 0x2000),
          partition('main', 0, 0, 0x4_0000, 0x10_0000),
          partition('nvs', 1, 2, 0xb000, 0x4000),
        ],
      },
      context: {
        name: 'partition-table.bin',
        changes: 'nvs 0xb000 → 0x9000, main 0x40000 → factory 0x10000, otadata 0x9000 → 0xd000',
      },
      fix: null,
    },
  ],
  'partition-table-overwritten': [
    {
      when: 'data lie where the table of the board is',
      severity: 'warning',
      plan: { items: [data(0x8000, 100)], boardPartitions: partitions },
      context: { name: 'data.bin' },
      fix: { type: 'exclude', itemId: 'data.bin' },
    },
  ],
  'no-partition-table': [
    {
      when: 'bootloader and app come without one, and nothing is known of the board',
      severity: 'warning',
      plan: { items: [bootloader, app] },
      context: { name: 'app.bin' },
      fix: null,
    },
    {
      when: 'an app is for a board that is known to have none',
      severity: 'warning',
      plan: { items: [app], boardPartitions: [] },
      fix: null,
    },
  ],
  'app-does-not-fit-partition': [
    {
      when: 'the app is larger than its partition and another is large enough',
      plan: { items: [bootloader, table, { ...app, sizeBytes: 0x10_0001 }] },
      context: { name: 'app.bin', size: 0x10_0001, partition: 'factory', partitionSize: 0x10_0000 },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x12_0000 },
    },
    {
      when: 'the app is larger than every partition',
      plan: { items: [bootloader, table, { ...app, sizeBytes: 0x20_0000 }] },
      fix: null,
    },
    {
      when: 'the app is larger than its partition on the board',
      plan: { items: [{ ...app, sizeBytes: 0x10_0001 }], boardPartitions: [factory] },
      fix: null,
    },
  ],
  'app-not-at-partition': [
    {
      when: 'the app is not at the start of a partition',
      plan: { items: [bootloader, table, { ...app, offset: 0x2_0000 }] },
      context: { name: 'app.bin', offset: '0x20000', partitions: 'factory 0x10000, ota_0 0x120000' },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x1_0000 },
    },
    {
      when: 'the board has its app partition elsewhere',
      plan: { items: [app], boardPartitions: [partition('app0', 0, 0x10, 0x2_0000, 0x10_0000)] },
      context: { name: 'app.bin', offset: '0x10000', partitions: 'app0 0x20000' },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x2_0000 },
    },
  ],
  'app-not-started': [
    {
      when: 'blank OTA data start the factory app, and the new one is for a slot',
      severity: 'warning',
      plan: { items: [bootloader, table, otaData(blankChoice), { ...app, offset: 0x12_0000 }] },
      context: { name: 'app.bin', offset: '0x120000', partition: 'factory', started: '0x10000' },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x1_0000 },
    },
    {
      when: 'OTA data start a slot of the board, and the new app is for another partition',
      severity: 'warning',
      plan: { items: [otaData(firstSlotChosen), app], boardPartitions: partitions },
      context: { name: 'app.bin', offset: '0x10000', partition: 'ota_0', started: '0x120000' },
      fix: { type: 'move', itemId: 'app.bin', offset: 0x12_0000 },
    },
    {
      when: 'the slot that is started is too small',
      severity: 'warning',
      plan: {
        items: [
          bootloader,
          tableOf(
            partition('small', 0, 0, 0x1_0000, 0x1_0000),
            partition('large', 0, 0x10, 0x2_0000, 0x10_0000),
          ),
          { ...app, offset: 0x2_0000 },
        ],
      },
      fix: null,
    },
  ],
  'data-does-not-fit-partition': [
    {
      when: 'a file is larger than the partition at whose start it is',
      plan: { items: [bootloader, withStorage, app, data(storage.offset, 0x1_0001)] },
      context: { name: 'data.bin', size: 0x1_0001, partition: 'storage', partitionSize: 0x1_0000 },
      fix: { type: 'exclude', itemId: 'data.bin' },
    },
  ],
  'data-not-at-partition': [
    {
      when: 'a file reaches over the end of a partition and there is one of its name',
      severity: 'warning',
      plan: { items: [bootloader, withStorage, app, item('storage.bin', 'data', 0x29_f000, 0x2000)] },
      context: { name: 'storage.bin', offset: '0x29f000', partitions: 'ota_0' },
      fix: { type: 'move', itemId: 'storage.bin', offset: 0x2c_0000 },
    },
    {
      when: 'a file reaches over the end of a partition of the board',
      severity: 'warning',
      plan: { items: [data(0x29_f000, 0x2000)], boardPartitions: partitions },
      fix: { type: 'exclude', itemId: 'data.bin' },
    },
  ],
  'no-bootloader': [
    {
      when: 'everything is erased and none is written',
      severity: 'warning',
      plan: { items: [app], eraseAll: true, boardPartitions: [factory] },
      fix: { type: 'keep-flash' },
    },
  ],
  'board-secured': [
    {
      when: 'the board is secured',
      plan: { board: secured({ secureBoot: true, flashEncryption: true }) },
      context: { detail: 'Secure Boot, Flash Encryption' },
      fix: null,
    },
  ],
  'settings-will-be-erased': [
    {
      when: 'a merged image covers data partitions',
      severity: 'warning',
      plan: { items: [merged] },
      context: { name: 'all.bin', partitions: 'nvs' },
      fix: { type: 'keep-settings', itemId: 'all.bin' },
      imported: mergedParts,
    },
    {
      when: 'a merged image covers what the board has by its own table',
      severity: 'warning',
      plan: {
        items: [{ ...merged, partitions: null }],
        boardPartitions: [
          partition('settings', 1, 2, 0x9000, 0x4000),
          partition('unit', 0x40, 0, 0xd000, 0x1000),
          partition('coredump', 1, 3, 0xe000, 0x1000),
          factory,
        ],
      },
      context: { name: 'all.bin', partitions: 'settings, unit' },
      fix: { type: 'keep-settings', itemId: 'all.bin' },
      imported: mergedParts.filter(({ kind }) => kind === 'bootloader'),
    },
    {
      when: 'a merged image for an ESP8266 reaches to the end of the flash',
      severity: 'warning',
      plan: { items: [mergedEsp8266], chip: esp8266, board: { ...board, chip: 'esp8266', revision: null } },
      context: { name: 'all.bin', partitions: 'EEPROM, RFCAL, WIFI' },
      fix: { type: 'keep-settings', itemId: 'all.bin' },
      imported: [partOf(mergedEsp8266, { ...mergedEsp8266, kind: 'bootloader', sizeBytes: 0x5_0000 })],
    },
    {
      when: 'data lie over the settings',
      severity: 'warning',
      plan: { items: [bootloader, table, app, data(0x9000, 0x1000)] },
      context: { name: 'data.bin', partitions: 'nvs' },
      fix: { type: 'exclude', itemId: 'data.bin' },
    },
    {
      when: 'an app lies over a file system that the board has',
      severity: 'warning',
      plan: {
        items: [app],
        boardPartitions: [
          partition('files', 1, 0x82, 0x1_1000, 0x1000),
          partition('app', 0, 0, 0x1_0000, 0x4_0000),
        ],
      },
      context: { name: 'app.bin', partitions: 'files' },
      fix: null,
    },
    {
      when: 'all is erased first',
      severity: 'warning',
      plan: { eraseAll: true },
      context: { partitions: 'nvs' },
      fix: { type: 'keep-flash' },
    },
    {
      when: 'all is erased first and nothing tells what there is',
      severity: 'warning',
      plan: { items: [bootloader], eraseAll: true },
      context: { partitions: 'NVS' },
      fix: { type: 'keep-flash' },
    },
  ],
  'settings-kept': [
    {
      when: 'a merged image comes in its parts',
      severity: 'info',
      plan: { items: mergedParts },
      context: { name: 'all.bin', partitions: 'nvs, storage' },
      fix: null,
    },
    {
      when: 'the board has some of the data partitions at the same place',
      severity: 'info',
      plan: { items: mergedParts, boardPartitions: [...partitions, storage] },
      context: { name: 'all.bin', partitions: 'nvs, storage' },
      fix: null,
    },
    {
      when: 'the parts of an image for an ESP8266 end before its data',
      severity: 'info',
      plan: {
        items: [partOf(mergedEsp8266, { ...mergedEsp8266, sizeBytes: 0x5_0000 })],
        chip: esp8266,
        board: { ...board, chip: 'esp8266', revision: null },
      },
      context: { name: 'all.bin', partitions: 'EEPROM, RFCAL, WIFI' },
      fix: null,
    },
  ],
  'flash-setting-unknown': [
    {
      when: 'the chip does not know the frequency',
      plan: { flashFrequency: '48m' },
      context: { chip: 'ESP32-C3', setting: 'frequency', value: '48m', choices: '80m, 40m, 26m, 20m' },
      fix: { type: 'flash-frequency', flashFrequency: 'keep' },
    },
    {
      when: 'the chip does not know the size',
      plan: { flashSize: '512KB', board: null, items: [bootloader] },
      fix: { type: 'flash-size', flashSize: 'detect' },
    },
  ],
};
