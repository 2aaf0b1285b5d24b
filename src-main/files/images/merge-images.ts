import { AppError } from '../../../src-shared/errors/app-error';
import type { ImageMerge } from '../../../src-shared/model/file-report';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import { chips } from '../../engine/chips/registry';
import { mergeRaw, sortFiles, type NamedFile } from '../../engine/image/merge-files';
import { largestFirmwareBytes } from '../read-bounded';
import { encodeParts } from './encode-parts';
import { givenName, type MadeFile } from './made-file';
import { keepsSettings, patchImageAt } from './patch-settings';
import { plainBytes } from './plain-bytes';
import { readKnownFile, type FileToRead } from './read-known-file';

export interface MergeTask extends Omit<ImageMerge, 'parts'> {
  readonly parts: readonly { readonly file: FileToRead; readonly offset: number }[];
}

/**
 * Several files as one, each at its offset, as `merge-bin` does it; a raw one begins at 0, where it is to be written. Throws
 * `segments-overlap`, `past-end-of-flash`, `data-before-offset`, `flash-setting-unknown`, `conversion-impossible`,
 * `file-too-large`, the errors of the formats and those of reading files.
 */
export async function mergeImages(task: MergeTask): Promise<MadeFile> {
  const chip = chips[task.chip];
  const flashSizeBytes = flashSizeOf(task);
  const files = await withSettings(sortFiles(await readParts(task)), task);
  const merged =
    task.to === 'bin'
      ? mergeRaw(files, { targetOffset: 0, flashSizeBytes })
      : encodeParts(files, task.to, chip.uf2FamilyId, task.fileName);
  if (flashSizeBytes !== null && merged.length > flashSizeBytes) throw tooLarge(files, flashSizeBytes);
  return { suggestedName: givenName(task.fileName, task.to), bytes: merged };
}

function flashSizeOf({ padToSize, chip, to }: MergeTask): number | null {
  if (padToSize === null || to !== 'bin') return null;
  const sizeBytes = parseFlashSize(padToSize);
  if (sizeBytes !== null && sizeBytes <= largestFirmwareBytes) return sizeBytes;
  throw new AppError('flash-setting-unknown', {
    chip: chips[chip].name,
    setting: 'flash size',
    value: padToSize,
    choices: Object.keys(chips[chip].flash.sizes).join(', '),
  });
}

async function readParts({ parts }: MergeTask): Promise<readonly NamedFile[]> {
  const files: NamedFile[] = [];
  let sizeBytes = 0;
  for (const { file, offset } of parts) {
    const data = plainBytes(await readKnownFile(file), file.name, offset);
    sizeBytes += data.length;
    // Files that do not overlap cannot have more: stopped before all of them are in memory.
    if (sizeBytes > largestFirmwareBytes)
      throw new AppError('file-too-large', { name: file.name, size: sizeBytes });
    files.push({ name: file.name, address: offset, data });
  }
  return files;
}

/** Flash settings belong into the header of what lies where the ROM looks for the bootloader. */
async function withSettings(files: readonly NamedFile[], task: MergeTask): Promise<readonly NamedFile[]> {
  if (keepsSettings(task)) return files;
  const chip = chips[task.chip];
  const index = files.findIndex(({ address, data }) => address === chip.bootloaderOffset && data.length > 0);
  const bootloader = files[index];
  if (bootloader === undefined)
    throw new AppError('conversion-impossible', {
      name: task.fileName,
      reason: `no file lies at 0x${chip.bootloaderOffset.toString(16)}, where the ${chip.name} looks for the bootloader that the flash settings are for`,
    });
  const data = await patchImageAt(bootloader.data, 0, chip, task, bootloader.name);
  return files.with(index, { ...bootloader, data });
}

function tooLarge(files: readonly NamedFile[], flashSizeBytes: number): AppError {
  const last = files.at(-1);
  return new AppError('past-end-of-flash', {
    name: last?.name ?? '',
    end: `0x${((last?.address ?? 0) + (last?.data.length ?? 0)).toString(16)}`,
    flashEnd: `0x${flashSizeBytes.toString(16)}`,
  });
}
