import type { ChipId, FlashMode } from '../../../src-shared/model/chip';
import { chips } from '../../engine/chips/registry';
import { imageFromElf, type ElfImageFile } from '../../engine/image/elf-to-image';
import { encodeFlashParameters } from '../../engine/image/flash-parameters';

/** What is asked of an image's header; `keep` is what there is. */
export interface HeaderSettings {
  readonly flashMode: FlashMode | 'keep';
  readonly flashFrequency: string;
  readonly flashSize: string;
}

const defaultMode: FlashMode = 'qio';
const defaultSize = '1MB';
const noRevisionLimit = 0xffff;

/**
 * The image of an ELF file with everything that is not asked for as `elf2image` has it by default; two files on the ESP8266 where
 * code is mapped from flash. Throws `elf-invalid`, `image-impossible`, `flash-setting-unknown`.
 * @source golden/commands.json
 */
export function imageOfElf(
  elf: Uint8Array,
  name: string,
  chip: ChipId,
  { flashMode, flashFrequency, flashSize }: HeaderSettings,
): readonly ElfImageFile[] {
  const spec = chips[chip];
  const mode = flashMode === 'keep' ? defaultMode : flashMode;
  const size = flashSize === 'keep' ? defaultSize : flashSize;
  const flash = encodeFlashParameters(spec, mode, flashFrequency, size);
  const request = {
    chip: spec,
    version: 1 as const,
    flashMode: flash.mode ?? 0,
    flashSizeFrequency: (flash.size ?? 0) | (flash.frequency ?? 0),
    minRevision: 0,
    maxRevision: noRevisionLimit,
    legacyMinRevision: 0,
    useProgramHeaders: false,
    pageSizeBytes: null,
    appendDigest: true,
    ramOnlyHeader: false,
    securePadding: null,
    elfSha256Offset: null,
    padToSizeBytes: null,
  };
  return imageFromElf(elf, request, name).files;
}
