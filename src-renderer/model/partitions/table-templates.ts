import type { PartitionDraft } from '../../../src-shared/model/partition-table';

/** Tables to begin with; the words are in the locale files under `partitionEditor.templates`. */
export const tableTemplates = ['single-app', 'two-slots', 'two-slots-and-factory'] as const;
export type TableTemplate = (typeof tableTemplates)[number];

const app = 0x00;
const data = 0x01;
const kilobyte = 1024;

function row(name: string, type: number, subtype: number, sizeKilobytes: number): PartitionDraft {
  return {
    name,
    type,
    subtype,
    offset: null,
    sizeBytes: sizeKilobytes * kilobyte,
    encrypted: false,
    readOnly: false,
  };
}

const nvs = row('nvs', data, 0x02, 24);
const phy = row('phy_init', data, 0x01, 4);
const otaData = row('otadata', data, 0x00, 8);

/** Usual layouts for 4 MB and more, offsets left to the layout. @source ESP-IDF "Partition Tables", built-in tables */
const templates: Record<TableTemplate, readonly PartitionDraft[]> = {
  'single-app': [nvs, phy, row('factory', app, 0x00, 1024)],
  'two-slots': [
    row('nvs', data, 0x02, 16),
    otaData,
    phy,
    row('ota_0', app, 0x10, 1536),
    row('ota_1', app, 0x11, 1536),
  ],
  'two-slots-and-factory': [
    row('nvs', data, 0x02, 16),
    otaData,
    phy,
    row('factory', app, 0x00, 1024),
    row('ota_0', app, 0x10, 1024),
    row('ota_1', app, 0x11, 1024),
  ],
};

export function templateRows(template: TableTemplate): readonly PartitionDraft[] {
  return templates[template];
}
