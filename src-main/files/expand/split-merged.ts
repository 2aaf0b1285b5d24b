import type { AddressedBytes } from '../../engine/image/address-range';
import { readImage } from '../../engine/image/read-image';
import { readSignatureBlocks } from '../../engine/image/signature-blocks';
import { blankHead, blankTail } from './blank-ends';
import type { OffsetReason } from '../../../src-shared/model/firmware';
import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { Piece } from './expansion';
import type { FlashRegion } from './flash-regions';

const signatureV1Bytes = 68;

export interface SplitOptions {
  /** Leaves out data partitions, for the board to keep its own. */
  readonly keepSettings: boolean;
  readonly reason: OffsetReason;
}

/**
 * What each region has of the ranges, without its blank end. Data partitions come along without being included; OTA data are
 * always included, blank or not, since the board's own could start another slot. What no partition covers comes too, so that
 * nothing is lost silently. `ranges` are in order of flash offset and do not overlap; linear in their size.
 */
export function splitAtRegions(
  ranges: readonly AddressedBytes[],
  regions: readonly FlashRegion[],
  { keepSettings, reason }: SplitOptions,
): readonly Piece[] {
  const pieces: Piece[] = [];
  const names = new Set<string>();
  let first = 0;
  for (const region of regions) {
    // Ranges that end before this region concern none of the later ones.
    while (first < ranges.length && endOf(ranges[first]) <= region.start) first++;
    for (let index = first; index < ranges.length; index++) {
      const range = ranges[index];
      if (range === undefined || range.address >= region.end) break;
      const used = usedPart(clip(range, region), region);
      if (used.data.length === 0) continue;
      const name = nameOf(region, used.address, names);
      names.add(name);
      pieces.push({
        name,
        bytes: used.data,
        place: { offset: used.address, reason },
        include: !(keepSettings && region.kind === 'data'),
      });
    }
  }
  return pieces;
}

function endOf(range: AddressedBytes | undefined): number {
  return range === undefined ? 0 : range.address + range.data.length;
}

function clip({ address, data }: AddressedBytes, { start, end }: FlashRegion): AddressedBytes {
  const from = Math.max(address, start);
  const to = Math.min(address + data.length, end);
  return { address: from, data: data.subarray(from - address, to - address) };
}

function usedPart(part: AddressedBytes, { kind }: FlashRegion): AddressedBytes {
  const { address, data } = part;
  if (kind === 'ota-data') return part;
  if (kind === 'app') return { address, data: data.subarray(0, usedOfApp(data)) };
  const head = kind === 'gap' ? blankHead(data) : 0;
  return { address: address + head, data: data.subarray(head, data.length - blankTail(data)) };
}

/** An image with the signature behind it; what was there before and is longer is of no use. */
function usedOfApp(data: Uint8Array): number {
  const image = readImage(data);
  if (image === null) return data.length - blankTail(data);
  const last = readSignatureBlocks(data, image.endOffset).at(-1);
  if (last === undefined) return image.endOffset;
  const end =
    last.scheme === 'ecdsa-v1'
      ? last.fileOffset + signatureV1Bytes
      : Math.ceil((last.fileOffset + 1) / sectorBytes) * sectorBytes;
  return Math.min(end, data.length);
}

/** Gaps have no name, and of a container a region can have several parts. */
function nameOf(region: FlashRegion, address: number, taken: ReadonlySet<string>): string {
  if (region.name !== '' && !taken.has(region.name)) return region.name;
  const stem = region.name === '' ? 'unnamed' : region.name.replace(/\.bin$/, '');
  return `${stem}-0x${address.toString(16)}.bin`;
}
