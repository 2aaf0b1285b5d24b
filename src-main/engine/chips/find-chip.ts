import { chipIds } from '../../../src-shared/model/chip';
import type { ChipSpec } from './chip-spec';
import { chips } from './registry';

/** Reading this address gives a value that is each older chip's own. @source golden/chips, CHIP_DETECT_MAGIC_REG_ADDR */
export const magicRegister = 0x4000_1000;

const all: readonly ChipSpec[] = chipIds.map((id) => chips[id]);

/** By `chip_id` of GET_SECURITY_INFO and of image headers. */
export function chipByImageId(imageChipId: number): ChipSpec | null {
  return all.find((chip) => chip.imageChipId === imageChipId) ?? null;
}

/** By what `magicRegister` reads; only for chips that do not tell a chip id. */
export function chipByMagic(value: number): ChipSpec | null {
  return all.find((chip) => chip.magicValue === value) ?? null;
}

/** The one chip that knows GET_SECURITY_INFO and leaves its chip id out. */
export function chipWithoutImageIdInSecurityInfo(): ChipSpec | null {
  return all.find((chip) => chip.quirks.includes('security-info-without-chip-id')) ?? null;
}
