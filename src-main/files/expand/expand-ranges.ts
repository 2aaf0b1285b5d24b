import { AppError } from '../../../src-shared/errors/app-error';
import { sectorBytes } from '../../../src-shared/model/flash-size';
import { byAddress, fillGaps, type AddressedBytes } from '../../engine/image/address-range';
import { chipOfImage } from '../../engine/image/image-info';
import { partitionTableSizeBytes } from '../../engine/image/partition-table';
import { readMergedImage } from '../../engine/image/merged-image';
import { readImage } from '../../engine/image/read-image';
import type { Container } from '../images/container';
import { largestFirmwareBytes } from '../read-bounded';
import { keptNotice } from './expand-merged';
import { stemOf, type ExpandOptions, type Expansion } from './expansion';
import { flashRegions } from './flash-regions';
import { splitAtRegions } from './split-merged';

/** Real ones have a dozen; each may cost a sector of filling. */
const mostRanges = 1024;
const mostPieces = 256;
/** As far as bootloader and partition table are looked for. */
const headBytes = 0x2_0000 + partitionTableSizeBytes;
/** Bootloaders begin here or in front of it. */
const lastBootloaderOffset = 0x2000;

/**
 * The ranges of a UF2 or Intel HEX file at their addresses; those that form a merged image are split like one.
 * Throws `container-invalid` for addresses that no flash has.
 */
export function expandRanges(container: Container, options: ExpandOptions): Expansion {
  const { name, merged } = options;
  const { format: how } = container;
  const ranges = joinInSectors(checkRanges(container, name));
  const split = mergedLayout(ranges);
  if (split !== null) {
    const keepSettings = merged === 'split';
    const pieces = splitAtRegions(ranges, split.regions, { keepSettings, reason: 'address-in-file' });
    const notices = keepSettings ? keptNotice(name, split.regions, split.partitions) : [];
    if (pieces.length <= mostPieces) return { how, pieces, hasWhole: true, chip: split.chip, notices };
  }
  const stem = stemOf(name);
  const pieces = ranges.map(({ address, data }) => ({
    name: ranges.length === 1 ? `${stem}.bin` : `${stem}-0x${address.toString(16)}.bin`,
    bytes: data,
    place: { offset: address, reason: 'address-in-file' as const },
    include: true,
  }));
  return { how, pieces, hasWhole: false, chip: null, notices: [] };
}

const formatNames = { uf2: 'UF2', 'intel-hex': 'Intel HEX' } as const;

function checkRanges({ parts, format }: Container, name: string): readonly AddressedBytes[] {
  const invalid = (reason: string): AppError =>
    new AppError('container-invalid', { name, format: formatNames[format], reason });
  const beyond = parts.find(({ address, data }) => address + data.length > largestFirmwareBytes);
  if (beyond !== undefined)
    throw invalid(`it is for address 0x${beyond.address.toString(16)}, which is in no flash`);
  if (parts.length === 0) throw invalid('there is nothing in it');
  if (parts.length > mostRanges) throw invalid(`it is scattered over ${parts.length} places`);
  return parts;
}

/**
 * Ranges that share a sector become one, with FF between them: erasing the sector for the second would take away the first.
 * Each range costs less than a sector of filling.
 */
function joinInSectors(ranges: readonly AddressedBytes[]): readonly AddressedBytes[] {
  const groups: AddressedBytes[][] = [];
  let lastSector = -1;
  for (const range of ranges.toSorted(byAddress)) {
    const sector = Math.floor(range.address / sectorBytes);
    const group = groups.at(-1);
    if (group !== undefined && sector <= lastSector) group.push(range);
    else groups.push([range]);
    lastSector = Math.floor((range.address + range.data.length - 1) / sectorBytes);
  }
  return groups.map((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return first ?? { address: 0, data: new Uint8Array(0) };
    return { address: first.address, data: fillGaps(group, first.address) };
  });
}

/** Null where the ranges are no merged image. */
function mergedLayout(ranges: readonly AddressedBytes[]) {
  const base = ranges[0]?.address ?? 0;
  if (base > lastBootloaderOffset || base % sectorBytes !== 0) return null;
  const near = ranges
    .filter(({ address }) => address < base + headBytes)
    .map(({ address, data }) => ({ address, data: data.subarray(0, base + headBytes - address) }));
  const head = fillGaps(near, base);
  const merged = readMergedImage(head, readImage(head));
  if (merged === null || merged.flashOffset !== base) return null;
  const { partitions, tableStart, bootloaderStart, bootloader } = merged;
  if (partitions === null || tableStart === null) return null;
  const regions = flashRegions({
    bootloaderOffset: base + bootloaderStart,
    tableOffset: base + tableStart,
    partitions,
  });
  return regions === null ? null : { regions, partitions, chip: chipOfImage(bootloader) };
}
