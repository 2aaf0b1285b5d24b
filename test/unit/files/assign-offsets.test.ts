import { describe, expect, it } from 'vitest';
import { inspectFirmware } from '../../../src-main/engine/image/inspect-firmware';
import { buildPartitionTable } from '../../../src-main/engine/image/partition-table';
import type { Place } from '../../../src-main/files/expand/expansion';
import { assignOffsets, type FileToPlace } from '../../../src-main/files/import/assign-offsets';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import { appFor, entry } from '../firmware/sample-images';

const blank = new Uint8Array(0x2000).fill(0xff);

function file(
  name: string,
  bytes: Uint8Array = Uint8Array.of(1, 2, 3),
  place: Place | null = null,
): FileToPlace {
  return { name, sizeBytes: bytes.length, inspection: inspectFirmware(bytes), place };
}

/** Offset and reason of one file beside a partition table. */
function placed(one: FileToPlace, rows: readonly PartitionEntry[]): unknown {
  const table = file('table.bin', buildPartitionTable(rows));
  const [, place] = assignOffsets([table, one], 'esp32');
  return [place?.offset, place?.reason];
}

const nvs = entry('nvs', 1, 2, 0x9000, 0x4000);
const otaData = entry('otadata', 1, 0, 0xd000, 0x2000);
const app = entry('app0', 0, 0x10, 0x1_0000, 0x10_0000);
const spiffs = entry('spiffs', 1, 0x82, 0x20_0000, 0x1_0000);
const unknown = [null, 'unknown'];

describe('a file beside a partition table', () => {
  it.each([
    [
      'goes to the partition of its name',
      file('storage.bin'),
      [app, entry('storage', 0x40, 1, 0x3000, 0x1000)],
      0x3000,
    ],
    ['of OTA data goes to the only such partition', file('initial.bin', blank), [nvs, otaData, app], 0xd000],
    ['with a file system goes to the only one', file('littlefs.bin'), [nvs, app, spiffs], 0x20_0000],
  ])('%s', (_, one, rows, offset) => {
    expect(placed(one, rows)).toEqual([offset, 'partition']);
  });

  it.each([
    [
      'of OTA data',
      file('initial.bin', blank),
      [otaData, { ...otaData, name: 'other', offset: 0x3000 }, app],
    ],
    [
      'with a file system',
      file('littlefs.bin'),
      [spiffs, { ...spiffs, name: 'logs', subtype: 0x83, offset: 0x30_0000 }],
    ],
    ['too large for its partition', file('spiffs.bin', new Uint8Array(0x1_0001)), [app, spiffs]],
    ['that could be anything', file('notes.bin'), [nvs, app, spiffs]],
  ])('%s is asked about where there are two answers or none', (_, one, rows) => {
    expect(placed(one, rows)).toEqual(unknown);
  });
});

describe('an app', () => {
  it('is asked about where another one has its place already', () => {
    const told = file('a.bin', appFor('esp32'), { offset: 0x2_0000, reason: 'command-line' });
    const places = assignOffsets([file('b.bin', appFor('esp32')), told], 'esp32');
    expect(places).toEqual([
      { offset: null, reason: 'unknown' },
      { offset: 0x2_0000, reason: 'command-line' },
    ]);
  });

  it('never goes where only the bootloader’s test pin starts it', () => {
    const rows = [entry('test', 0, 0x20, 0x1_0000, 0x10_0000), entry('ota_0', 0, 0x10, 0x11_0000, 0x10_0000)];
    expect(placed(file('a.bin', appFor('esp32')), rows)).toEqual([0x11_0000, 'partition']);
  });
});
