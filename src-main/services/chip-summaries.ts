import { chipIds, flashModes, type ChipSummary } from '../../src-shared/model/chip';
import type { ChipSpec } from '../engine/chips/chip-spec';
import { chips } from '../engine/chips/registry';

const megahertz = (spelling: string): number => parseFloat(spelling);

/** Of `512KB`, `4MB` or the ESP8266's `4MB-c1`. */
function sizeBytes(spelling: string): number {
  const [, digits = '0', unit] = /^(\d+)(KB|MB)/.exec(spelling) ?? [];
  return Number(digits) * (unit === 'MB' ? 0x10_0000 : 0x400);
}

function summarise(chip: ChipSpec): ChipSummary {
  return {
    id: chip.id,
    name: chip.name,
    imageChipId: chip.imageChipId,
    bootloaderOffset: chip.bootloaderOffset,
    flashModes,
    flashFrequencies: Object.keys(chip.flash.frequencies).sort((a, b) => megahertz(b) - megahertz(a)),
    flashSizes: Object.keys(chip.flash.sizes).sort((a, b) => sizeBytes(a) - sizeBytes(b)),
    hasStub: chip.stub !== null,
  };
}

/** Every chip as the pickers need it, in the order of `chipIds`. */
export const chipSummaries: readonly ChipSummary[] = chipIds.map((id) => summarise(chips[id]));
