import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import { chips } from '../../engine/chips/registry';
import { chooseChip } from './ask-chip';
import { readContainer } from '../images/container';
import { expandRanges } from './expand-ranges';
import { isAsked, type Asked, type ExpandOptions, type Expansion } from './expansion';

const blockBytes = 512;
const flagsOffset = 8;
const familyOffset = 28;
const flagFamilyId = 0x2000;

/**
 * A UF2 file; where it holds images for several chips, that of one of them: the user says which. Throws `container-invalid`.
 * @source Microsoft "USB Flashing Format (UF2)"
 */
export function expandUf2(bytes: Uint8Array, options: ExpandOptions): Expansion | Asked {
  const { name } = options;
  const families = familiesOf(bytes);
  const known = chipsOf(families);
  if (families.size < 2) return expandBlocks(bytes, known[0] ?? null, options);
  if (known.length === 0)
    throw new AppError('container-invalid', { name, format: 'UF2', reason: 'it is for no Espressif chip' });
  const chip = chooseChip(known, options);
  if (typeof chip !== 'string') return chip;
  return expandBlocks(blocksOf(bytes, chips[chip].uf2FamilyId), chip, options);
}

function expandBlocks(bytes: Uint8Array, chip: ChipId | null, options: ExpandOptions): Expansion | Asked {
  const container = readContainer(bytes, options.name);
  if (container === null)
    throw new AppError('container-invalid', {
      name: options.name,
      format: 'UF2',
      reason: 'its first block is missing',
    });
  const expansion = expandRanges(container, options);
  return isAsked(expansion) ? expansion : { ...expansion, chip: chip ?? expansion.chip };
}

function familiesOf(bytes: Uint8Array): ReadonlySet<number> {
  const families = new Set<number>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + blockBytes <= bytes.length; at += blockBytes)
    if ((view.getUint32(at + flagsOffset, true) & flagFamilyId) !== 0)
      families.add(view.getUint32(at + familyOffset, true));
  return families;
}

function chipsOf(families: ReadonlySet<number>): readonly ChipId[] {
  return Object.values(chips)
    .filter(({ uf2FamilyId }) => families.has(uf2FamilyId))
    .map(({ id }) => id);
}

/** Blocks that name no family are for all of them. */
function blocksOf(bytes: Uint8Array, familyId: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chosen = new Uint8Array(bytes.length);
  let end = 0;
  for (let at = 0; at + blockBytes <= bytes.length; at += blockBytes) {
    const named = (view.getUint32(at + flagsOffset, true) & flagFamilyId) !== 0;
    if (named && view.getUint32(at + familyOffset, true) !== familyId) continue;
    chosen.set(bytes.subarray(at, at + blockBytes), end);
    end += blockBytes;
  }
  return chosen.subarray(0, end);
}
