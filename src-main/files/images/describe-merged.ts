import type { FilePart, ImageInFile } from '../../../src-shared/model/file-report';
import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { NvsContents } from '../../../src-shared/model/nvs';
import type { OtaData, PartitionEntry, PartitionTableFile } from '../../../src-shared/model/partition-table';
import { dataSubtype, partitionType } from '../../../src-shared/partitions/partition-types';
import type { MergedImage } from '../../engine/image/merged-image';
import { partitionTableSizeBytes } from '../../engine/image/partition-table';
import { readImage } from '../../engine/image/read-image';
import { readOtaData } from '../../engine/partitions/ota-data';
import { BlankSectors } from './blank-sectors';
import { describeWholeImage } from './describe-image';
import { readNvsReport } from './read-nvs-report';

const mostImages = 32;

export interface MergedContents {
  readonly parts: readonly FilePart[];
  readonly images: readonly ImageInFile[];
  readonly table: PartitionTableFile | null;
  readonly nvs: NvsContents | null;
  readonly otaData: OtaData | null;
}

/** What lies where in a merged image whose first byte belongs at `address` of flash. Linear in its size, whatever its table says. */
export function describeMerged(bytes: Uint8Array, merged: MergedImage, address: number): MergedContents {
  const { bootloader, bootloaderStart, tableStart, partitions } = merged;
  const blank = new BlankSectors(bytes);
  const images = describeImages(bytes, merged, address);
  const found: FilePart[] = [
    part('', 'bootloader', address + bootloaderStart, bootloader.endOffset),
    ...(tableStart === null
      ? []
      : [part('', 'partition-table', address + tableStart, partitionTableSizeBytes)]),
    // Without a table, images are what is known.
    ...(partitions === null
      ? images.slice(1).map((one) => part('', 'app', one.address, one.image.sizeBytes))
      : []),
    ...(partitions ?? []).flatMap((entry) => partitionPart(entry, blank, address, bytes.length)),
  ].sort((one, other) => one.address - other.address);
  const withData = (subtype: number): Uint8Array | null => {
    const entry = partitions?.find((one) => one.type === partitionType.data && one.subtype === subtype);
    return entry === undefined ? null : contentsOf(entry, bytes, address);
  };
  const [nvs, otaData] = [withData(dataSubtype.nvs), withData(dataSubtype.ota)];
  return {
    parts: [...found, ...unnamedParts(found, blank, address, bytes.length)].sort(
      (one, other) => one.address - other.address,
    ),
    images,
    table:
      partitions === null || tableStart === null
        ? null
        : { rows: partitions, tableOffset: address + tableStart, hasMd5: merged.tableHasMd5 },
    nvs: nvs === null ? null : readNvsReport(nvs),
    otaData: otaData === null ? null : readOtaData(otaData),
  };
}

/** The bootloader, and of the partitions those that do not overlap one before them: each byte is hashed once. */
function describeImages(bytes: Uint8Array, merged: MergedImage, address: number): readonly ImageInFile[] {
  const { bootloader, bootloaderStart } = merged;
  const first = describeWholeImage(bytes.subarray(bootloaderStart), bootloader);
  const images: ImageInFile[] = [{ name: '', address: address + bootloaderStart, image: first }];
  const behind = Math.ceil((bootloaderStart + bootloader.endOffset) / sectorBytes) * sectorBytes;
  let end = behind;
  for (const { name, offset, sizeBytes } of slotsOf(merged, address + behind)) {
    const start = offset - address;
    if (images.length === mostImages) break;
    if (start < end || start >= bytes.length) continue;
    const contents = bytes.subarray(start, Math.min(bytes.length, start + sizeBytes));
    end = start + contents.length;
    const image = readImage(contents);
    if (image === null) continue;
    images.push({ name, address: offset, image: describeWholeImage(contents, image) });
  }
  return images;
}

/** App partitions by offset; on an ESP8266 without a table, all that follows the bootloader. */
function slotsOf(
  { partitions }: MergedImage,
  behind: number,
): readonly Pick<PartitionEntry, 'name' | 'offset' | 'sizeBytes'>[] {
  if (partitions === null) return [{ name: '', offset: behind, sizeBytes: 0xffff_ffff }];
  return partitions
    .filter(({ type }) => type === partitionType.app)
    .sort((one, other) => one.offset - other.offset);
}

/** As far as it lies in the file. */
function partitionPart(
  entry: PartitionEntry,
  blank: BlankSectors,
  address: number,
  fileBytes: number,
): readonly FilePart[] {
  const start = entry.offset - address;
  const end = Math.min(start + entry.sizeBytes, fileBytes);
  if (start < 0 || end <= start) return [];
  const kind = blank.isBlank(start, end) ? 'blank' : kindOf(entry);
  return [part(entry.name, kind, entry.offset, end - start)];
}

function kindOf({ type, subtype }: PartitionEntry): FilePart['kind'] {
  if (type === partitionType.app) return 'app';
  if (type !== partitionType.data) return 'data';
  if (subtype === dataSubtype.ota) return 'ota-data';
  return subtype === dataSubtype.nvs ? 'nvs' : 'data';
}

/** What is written between the parts, which are in order of address: belonging to none of them must not hide it. */
function unnamedParts(
  parts: readonly FilePart[],
  blank: BlankSectors,
  address: number,
  fileBytes: number,
): readonly FilePart[] {
  const unnamed: FilePart[] = [];
  let at = 0;
  const addGap = (end: number): void => {
    if (end > at && !blank.isBlank(at, end)) unnamed.push(part('', 'data', address + at, end - at));
  };
  for (const known of parts) {
    const start = known.address - address;
    addGap(start);
    at = Math.max(at, start + known.sizeBytes);
  }
  addGap(fileBytes);
  return unnamed;
}

function contentsOf(
  { offset, sizeBytes }: PartitionEntry,
  bytes: Uint8Array,
  address: number,
): Uint8Array | null {
  const start = offset - address;
  return start < 0 || start >= bytes.length ? null : bytes.subarray(start, start + sizeBytes);
}

function part(name: string, kind: FilePart['kind'], address: number, sizeBytes: number): FilePart {
  return { name, kind, address, sizeBytes, memoryTypes: [] };
}
