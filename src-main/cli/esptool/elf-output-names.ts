import { extname } from 'node:path';
import type { ElfImageFile, ElfImageRequest } from '../../engine/image/elf-to-image';

const offsetDigits = 5;

/**
 * The names of the files that an ELF file becomes. Those of the ESP8266 carry the flash offset in their name: version 1 appends it
 * to `output`, which is then only a beginning, and version 2 has it where no name is given.
 * @source esptool documentation, "elf2image"; golden/cases.json
 */
export function elfOutputNames(
  elfPath: string,
  output: string | null,
  { chip, version }: Pick<ElfImageRequest, 'chip' | 'version'>,
  files: readonly ElfImageFile[],
): readonly string[] {
  const isEsp8266 = chip.imageChipId === null;
  if (isEsp8266 && version === 1)
    return files.map(({ flashOffset }) => `${output ?? `${elfPath}-`}${offsetName(flashOffset ?? 0)}.bin`);
  if (output !== null) return [output];
  const base = elfPath.slice(0, elfPath.length - extname(elfPath).length);
  if (!isEsp8266 || version === 3) return [`${base}.bin`];
  return [`${base}-${offsetName(files[0]?.flashOffset ?? 0)}.bin`];
}

function offsetName(offset: number): string {
  return `0x${offset.toString(16).padStart(offsetDigits, '0')}`;
}
