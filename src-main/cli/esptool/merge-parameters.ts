import { fillText } from '../../../src-shared/errors/app-error';
import type { FlashMode } from '../../../src-shared/model/chip';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { Compute } from '../../engine/engine-context';
import { imageMagic } from '../../engine/image/firmware-image';
import { patchFlashParameters } from '../../engine/image/firmware-image-patch';
import { encodeFlashParameters, type FlashParameters } from '../../engine/image/flash-parameters';
import type { NamedFile } from '../../engine/image/merge-files';
import { formatHex } from '../format-quantities';
import { en } from '../locales/en';

const words = en.images;

interface Settings {
  readonly flashMode: FlashMode | 'keep';
  readonly flashFreq: string;
  readonly flashSize: string;
}

/**
 * Puts the flash settings into the header of the file that goes where the ROM looks for the bootloader, and says what was and was
 * not done. Throws `flash-setting-unknown`.
 */
export async function patchMergedBootloader(
  chip: ChipSpec,
  files: readonly NamedFile[],
  { flashMode, flashFreq, flashSize }: Settings,
  compute: Compute,
  say: (line: string) => void,
): Promise<readonly NamedFile[]> {
  const parameters = encodeFlashParameters(chip, flashMode, flashFreq, flashSize);
  if (Object.values(parameters).every((code) => code === null)) return files;
  const index = files.findIndex(({ address, data }) => address === chip.bootloaderOffset && data.length > 0);
  const bootloader = files[index];
  if (bootloader === undefined) {
    say(fillText(words.noBootloader, { offset: formatHex(chip.bootloaderOffset), chip: chip.name }));
    return files;
  }
  const data = await patch(chip, bootloader, parameters, compute, say);
  return files.with(index, { ...bootloader, data });
}

async function patch(
  chip: ChipSpec,
  { name, data }: NamedFile,
  parameters: FlashParameters,
  compute: Compute,
  say: (line: string) => void,
): Promise<Uint8Array> {
  const leftAlone = (reason: string): Uint8Array => {
    say(fillText(words.settingsNotPatched, { name, reason }));
    return data;
  };
  if (data[0] !== imageMagic) return leftAlone(words.noImage);
  const { bytes, outcome } = await patchFlashParameters(
    data,
    parameters,
    (content) => compute.sha256(content),
    chip,
  );
  if (outcome === 'digest-invalid') return leftAlone(words.digestInvalid);
  const value = formatHex(new DataView(bytes.buffer, bytes.byteOffset).getUint16(2), 4);
  say(fillText(words.settingsPatched, { name, value }));
  if (outcome === 'patched' && chip.imageChipId !== null) say(fillText(words.digestUpdated, { name }));
  return bytes;
}
