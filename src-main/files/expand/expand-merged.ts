import type { ImportNotice } from '../../../src-shared/model/firmware';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import type { AddressedBytes } from '../../engine/image/address-range';
import { chipOfImage } from '../../engine/image/image-info';
import { readMergedImage } from '../../engine/image/merged-image';
import { readImage } from '../../engine/image/read-image';
import type { ExpandOptions, Expansion, Piece } from './expansion';
import { flashRegions, type FlashRegion } from './flash-regions';
import { splitAtBlanks } from './split-at-blanks';
import { splitAtRegions } from './split-merged';

/**
 * A merged image, split at its own partition table; on an ESP8266 without one, at what is blank. Null for anything else, and
 * where the table does not tell what belongs to what.
 */
export function expandMerged(bytes: Uint8Array, { name }: ExpandOptions): Expansion | null {
  const merged = readMergedImage(bytes, readImage(bytes));
  if (merged === null) return null;
  const { partitions, tableStart, flashOffset, bootloaderStart } = merged;
  const ranges = [{ address: flashOffset, data: bytes }];
  const chip = chipOfImage(merged.bootloader);
  if (partitions === null || tableStart === null) {
    const pieces = splitAtBlanks(bytes, flashOffset, name);
    if (pieces === null) return null;
    return { how: 'merged', pieces, hasWhole: true, chip, notices: blankNotice(name, ranges, pieces) };
  }
  const regions = flashRegions({
    bootloaderOffset: flashOffset + bootloaderStart,
    tableOffset: flashOffset + tableStart,
    partitions,
  });
  if (regions === null) return null;
  const pieces = splitAtRegions(ranges, regions, { keepSettings: true, reason: 'place-in-image' });
  const notices = [...keptNotice(name, regions, partitions), ...blankNotice(name, ranges, pieces)];
  return { how: 'merged', pieces, hasWhole: true, chip, notices };
}

/** All data partitions: where the image has nothing for one, the board keeps its own as well. */
export function keptNotice(
  name: string,
  regions: readonly FlashRegion[],
  partitions: readonly PartitionEntry[],
): readonly ImportNotice[] {
  const starts = new Set(regions.filter(({ kind }) => kind === 'data').map(({ start }) => start));
  const kept = partitions.filter(({ offset }) => starts.has(offset)).map((entry) => entry.name);
  return kept.length === 0 ? [] : [{ code: 'settings-kept', context: { name, partitions: kept.join(', ') } }];
}

function blankNotice(
  name: string,
  ranges: readonly AddressedBytes[],
  pieces: readonly Piece[],
): readonly ImportNotice[] {
  const size =
    ranges.reduce((sum, { data }) => sum + data.length, 0) -
    pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return size === 0 ? [] : [{ code: 'blank-left-out', context: { name, size } }];
}
