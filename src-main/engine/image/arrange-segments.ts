import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../chips/chip-spec';
import { isFlashMapped, type LoadSegment } from './load-segment';

const segmentHeaderSizeBytes = 8;
const paddingAddress = 0;
/** Below this, splitting a RAM segment costs more in headers than the padding would. */
const leastSplitBytes = 8;
/** Older ESP32 bootloaders leave out the last page of a segment that reaches less than this into it. */
const leastInLastPageBytes = 0x24;

/** A segment where it goes in the file. */
export interface PlacedSegment {
  readonly loadAddress: number;
  readonly data: Uint8Array;
}

export interface ArrangeOptions {
  readonly chip: ChipSpec;
  /** Of everything before the first segment's header. */
  readonly headerSizeBytes: number;
  readonly pageSizeBytes: number;
}

export interface SortedSegments {
  readonly mapped: readonly LoadSegment[];
  readonly ram: readonly LoadSegment[];
}

/**
 * Puts segments in file order. The cache maps whole pages, so that mapped data must lie in the file as far behind a page's start
 * as in memory; what must be filled for that is filled with RAM segments, split where needed, and with zeros (load address 0)
 * once there are none left. Throws `image-impossible`.
 * @source ESP-IDF "App Image Format"; esptool-js src/image/esp32.ts
 */
export function arrangeSegments(
  { mapped, ram }: SortedSegments,
  { chip, headerSizeBytes, pageSizeBytes }: ArrangeOptions,
): readonly PlacedSegment[] {
  const placed: PlacedSegment[] = [];
  const waiting = [...ram];
  let at = headerSizeBytes;
  const place = (loadAddress: number, data: Uint8Array): void => {
    placed.push({ loadAddress, data });
    at += segmentHeaderSizeBytes + data.length;
  };
  for (const segment of mapped) {
    for (;;) {
      const fillBytes = fillingBefore(segment.address, at, pageSizeBytes);
      if (fillBytes === null) break;
      const next = waiting.shift();
      if (next === undefined || fillBytes <= leastSplitBytes) {
        if (next !== undefined) waiting.unshift(next);
        place(paddingAddress, new Uint8Array(fillBytes));
        continue;
      }
      place(next.address, next.data.subarray(0, fillBytes));
      const rest = next.data.subarray(fillBytes);
      if (rest.length > 0) waiting.unshift({ ...next, address: next.address + fillBytes, data: rest });
    }
    place(segment.address, intoLastPage(chip, segment.data, at, pageSizeBytes));
  }
  for (const segment of waiting) place(segment.address, segment.data);
  return placed;
}

/**
 * Mapped segments and the others, each by address, except that the app's and the bootloader's description come first: they are
 * looked for behind the first segment's header. Throws `image-impossible` where two mapped segments share a page.
 */
export function sortSegments(
  chip: ChipSpec,
  segments: readonly LoadSegment[],
  pageSizeBytes: number,
): SortedSegments {
  const mapped = segments.filter(({ address }) => isFlashMapped(chip, address));
  mapped.forEach((segment, index) => {
    const before = mapped[index - 1];
    if (before === undefined) return;
    if (Math.floor(segment.address / pageSizeBytes) !== Math.floor(before.address / pageSizeBytes)) return;
    throw new AppError('image-impossible', {
      reason: `the segments at ${hex(before.address)} and ${hex(segment.address)} share a page of flash`,
    });
  });
  return {
    mapped: nameFirst(mapped, '.flash.appdesc'),
    ram: nameFirst(
      segments.filter(({ address }) => !isFlashMapped(chip, address)),
      '.dram0.bootdesc',
    ),
  };
}

/** Bytes of data that a filling segment before a mapped one has; null where nothing is to be filled. */
export function fillingBefore(address: number, at: number, pageSizeBytes: number): number | null {
  const gap = modulo(address - segmentHeaderSizeBytes - at, pageSizeBytes);
  return gap === 0 ? null : modulo(gap - segmentHeaderSizeBytes, pageSizeBytes);
}

/** `at` is where the segment's header goes. @source espflash, image_format/idf.rs */
export function intoLastPage(
  chip: ChipSpec,
  data: Uint8Array,
  at: number,
  pageSizeBytes: number,
): Uint8Array {
  const inLastPage = (at + segmentHeaderSizeBytes + data.length) % pageSizeBytes;
  if (chip.id !== 'esp32' || inLastPage >= leastInLastPageBytes) return data;
  const filled = new Uint8Array(data.length + leastInLastPageBytes - inLastPage);
  filled.set(data);
  return filled;
}

function nameFirst(segments: readonly LoadSegment[], name: string): readonly LoadSegment[] {
  const first = segments.find((segment) => segment.name === name);
  return first === undefined ? segments : [first, ...segments.filter((segment) => segment !== first)];
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function hex(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}
