import type { FirmwareItem, ImportedFirmware } from '../../src-shared/model/firmware';
import { sampleFirmware, sampleItem } from './sample-station';

/* One file that holds all of a flash, as it comes in as its parts and as one. */

const name = 'greenhouse-1.4.2-merged.bin';
const whole = 'token-merged';

const part = (item: FirmwareItem): FirmwareItem => ({
  ...item,
  offsetReason: 'place-in-image',
  origin: { how: 'merged', name, whole },
});

/** Settings kept: what the board has learnt is there, and not written. */
export const splitImage: ImportedFirmware = {
  ...sampleFirmware,
  source: name,
  format: 'merged',
  items: [
    ...sampleFirmware.items.slice(0, 2).map(part),
    part(
      sampleItem({ id: 'nvs', name: 'nvs', kind: 'nvs', sizeBytes: 0x6000, offset: 0x9000, include: false }),
    ),
    ...sampleFirmware.items.slice(2).map(part),
    part(
      sampleItem({ id: 'storage', name: 'storage', sizeBytes: 0xf0000, offset: 0x11_0000, include: false }),
    ),
  ],
  notices: [
    { code: 'settings-kept', context: { name, partitions: 'nvs, storage' } },
    { code: 'blank-left-out', context: { name, size: 2_031_616 } },
  ],
};

export const wholeImage: ImportedFirmware = {
  ...sampleFirmware,
  source: name,
  items: [
    sampleItem({
      id: 'whole',
      file: whole,
      name,
      kind: 'merged',
      sizeBytes: 4 * 1024 * 1024,
      image: sampleFirmware.items[0]?.image ?? null,
      partitions: sampleFirmware.items[1]?.partitions ?? null,
      offset: 0,
      offsetReason: 'address-in-file',
    }),
  ],
};
