import { chips } from '../../engine/chips/registry';
import { parseElf } from '../../engine/image/elf';
import { chipsOfElf } from '../images/elf-report';
import { imageOfElf } from '../images/image-of-elf';
import { chooseChip } from './ask-chip';
import { stemOf, type Asked, type ExpandOptions, type Expansion } from './expansion';

const elfMark = [0x7f, 0x45, 0x4c, 0x46] as const;
/** As `elf2image` has it when nothing is asked for. */
const asBuilt = { flashMode: 'keep', flashFrequency: 'keep', flashSize: 'keep' } as const;

export function looksLikeElf(bytes: Uint8Array): boolean {
  return elfMark.every((byte, index) => bytes[index] === byte);
}

/**
 * The flashable image of an ELF file, as `elf2image` makes it unless it is told otherwise. Asks for which chip where the core and
 * the addresses leave several. Throws `elf-invalid`, `image-impossible`.
 */
export function expandElf(bytes: Uint8Array, options: ExpandOptions): Expansion | Asked {
  const { name } = options;
  const chip = chooseChip(chipsOfElf(parseElf(bytes, name)), options);
  if (typeof chip !== 'string') return chip;
  const files = imageOfElf(bytes, name, chip, asBuilt);
  const stem = stemOf(name);
  return {
    how: 'elf',
    pieces: files.map(({ bytes: image, flashOffset }) => ({
      name: files.length === 1 ? `${stem}.bin` : `${stem}-0x${(flashOffset ?? 0).toString(16)}.bin`,
      bytes: image,
      place: flashOffset === null ? null : { offset: flashOffset, reason: 'address-in-file' },
      include: true,
    })),
    hasWhole: false,
    chip,
    notices: [{ code: 'elf-converted', context: { name, chip: chips[chip].name } }],
  };
}
