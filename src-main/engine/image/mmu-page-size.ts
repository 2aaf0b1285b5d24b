import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ChipSpec } from '../chips/chip-spec';
import { readAppDetails } from './app-description';
import type { LoadSegment } from './load-segment';

const kibi = 1024;
/** What all chips have, and what those that can be told start with. */
export const defaultPageSizeBytes = 64 * kibi;

/**
 * Chips whose cache can map flash in pages of other sizes, in bytes.
 * @source esptool-js src/image/others.ts; ESP-IDF soc_caps.h, SOC_MMU_PAGE_SIZE_CONFIGURABLE
 */
const configurable: Partial<Record<ChipId, readonly number[]>> = {
  esp32c2: [16, 32, 64],
  esp32c6: [8, 16, 32, 64],
  esp32c61: [8, 16, 32, 64],
  esp32h2: [8, 16, 32, 64],
  esp32h21: [8, 16, 32, 64],
  esp32h4: [8, 16, 32, 64],
  esp32s31: [32, 64, 128, 256],
};

export interface PageSizeChoice {
  readonly sizeBytes: number;
  /** `fixed`: the chip knows no other, whatever was asked for. */
  readonly source: 'request' | 'app-description' | 'default' | 'fixed';
}

/** Throws `image-impossible` for a size that this chip cannot be set to. */
export function choosePageSize(
  chip: ChipSpec,
  requestedBytes: number | null,
  segments: readonly LoadSegment[],
): PageSizeChoice {
  const sizesKib = configurable[chip.id];
  if (sizesKib === undefined) return { sizeBytes: defaultPageSizeBytes, source: 'fixed' };
  const described = describedPageSize(segments);
  const sizeBytes = requestedBytes ?? described ?? defaultPageSizeBytes;
  if (!sizesKib.includes(sizeBytes / kibi))
    throw new AppError('image-impossible', {
      reason: `pages of ${sizeBytes} bytes are not possible on the ${chip.name}, only of ${sizesKib.join(', ')} KB`,
    });
  if (requestedBytes !== null) return { sizeBytes, source: 'request' };
  return { sizeBytes, source: described === null ? 'default' : 'app-description' };
}

function describedPageSize(segments: readonly LoadSegment[]): number | null {
  for (const { data } of segments) {
    const details = readAppDetails(data, 0);
    if (details !== null) return details.mmuPageSizeBytes;
  }
  return null;
}
