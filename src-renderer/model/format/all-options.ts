import { flashModes, type ChipSummary } from '../../../src-shared/model/chip';
import { parseFlashSize } from '../../../src-shared/model/flash-size';

/** A summary that has what any of `chips` has; null where there are none. */
export function allOptionsOf(chips: readonly ChipSummary[]): ChipSummary | null {
  const first = chips[0];
  if (!first) return null;
  const frequencies = new Set(chips.flatMap((chip) => chip.flashFrequencies));
  const sizes = new Set(chips.flatMap((chip) => chip.flashSizes));
  return {
    ...first,
    flashModes,
    flashFrequencies: [...frequencies].sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10)),
    flashSizes: [...sizes].sort((a, b) => (parseFlashSize(a) ?? 0) - (parseFlashSize(b) ?? 0)),
  };
}
