import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ImageConversion } from '../../../src-shared/model/file-report';
import { chips } from '../../engine/chips/registry';
import { byAddress } from '../../engine/image/address-range';
import { sortFiles } from '../../engine/image/merge-files';
import { readContainer } from './container';
import type { ContentReport } from './content-report';
import { encodeParts } from './encode-parts';
import { imageOfElf } from './image-of-elf';
import { inspectBytes } from './inspect-bytes';
import { madeName, type MadeFile } from './made-file';
import { findImage, keepsSettings, patchImageAt } from './patch-settings';
import { filledBytes } from './plain-bytes';
import { readKnownFile, type FileToRead } from './read-known-file';

export interface ConvertTask extends Omit<ImageConversion, 'file'> {
  readonly file: FileToRead;
}

/**
 * One file as another format: ELF to image, raw bytes to UF2 or Intel HEX and back, or the same with other flash settings in its
 * header. Throws `conversion-impossible`, `offset-missing`, `flash-setting-unknown`, `past-end-of-flash`, the errors of the formats
 * and those of reading files.
 */
export async function convertFile(task: ConvertTask): Promise<MadeFile> {
  const { file, to } = task;
  const bytes = await readKnownFile(file);
  const report = inspectBytes(bytes, task.chip);
  const parts =
    report.format === 'elf'
      ? partsOfElf(bytes, report, task)
      : await patched(partsOfFile(bytes, report, task), report, task);
  return { suggestedName: madeName(file.name, to, task), bytes: encode(parts, report, task) };
}

/** Null where nothing tells where the bytes belong, which raw files need not know. */
interface Part {
  readonly address: number | null;
  readonly data: Uint8Array;
}

function partsOfElf(elf: Uint8Array, report: ContentReport, task: ConvertTask): readonly Part[] {
  const { name } = task.file;
  const files = imageOfElf(elf, name, chipFor(report, task), task);
  return files.map(({ flashOffset, bytes }) => ({
    // Several files are at a distance of each other that the ELF file tells, from where the first one goes.
    address: flashOffset === null ? task.offset : (task.offset ?? 0) + flashOffset,
    data: bytes,
  }));
}

function partsOfFile(
  bytes: Uint8Array,
  { format, flashOffset }: ContentReport,
  task: ConvertTask,
): readonly Part[] {
  const { name } = task.file;
  if (format === 'empty') throw new AppError('file-empty', { name });
  if (format === 'partition-csv' || format === 'nvs-csv')
    throw impossible(task, 'it is a table in text form, which is made into flash contents by its own tools');
  const container = readContainer(bytes, name);
  return container === null
    ? [{ address: task.offset ?? flashOffset, data: bytes }]
    : container.parts.map((part) => ({ ...part }));
}

async function patched(
  parts: readonly Part[],
  report: ContentReport,
  task: ConvertTask,
): Promise<readonly Part[]> {
  if (keepsSettings(task)) return parts;
  const found = findImage(parts.map(({ address, data }) => ({ address: address ?? 0, data })));
  const part = found === null ? undefined : parts[found.index];
  if (found === null || part === undefined)
    throw impossible(task, 'it has no image whose header could be changed');
  const chip = chips[chipFor(report, task)];
  const data = await patchImageAt(part.data, found.start, chip, task, task.file.name);
  return parts.with(found.index, { ...part, data });
}

function encode(parts: readonly Part[], report: ContentReport, task: ConvertTask): Uint8Array {
  const { name } = task.file;
  const [only] = parts;
  if (task.to === 'bin' && parts.length === 1 && only !== undefined) return only.data;
  const placed = parts.map(({ address, data }) => ({ address: knownAddress(address, name), data }));
  const sorted = placed.toSorted(byAddress);
  if (task.to === 'bin') return filledBytes(sorted, name, null);
  // Containers may hold what is not for flash; other files are.
  const isContainer = report.format === 'uf2' || report.format === 'intel-hex';
  if (!isContainer) sortFiles(sorted.map((part) => ({ ...part, name })));
  return encodeParts(sorted, task.to, familyOf(report, task), name);
}

function knownAddress(address: number | null, name: string): number {
  if (address === null) throw new AppError('offset-missing', { name });
  return address;
}

function familyOf(report: ContentReport, task: ConvertTask): number {
  return task.to === 'uf2' ? chips[chipFor(report, task)].uf2FamilyId : 0;
}

/** What the file tells counts for more than what was chosen. */
function chipFor({ chip }: Pick<ContentReport, 'chip'>, task: ConvertTask): ChipId {
  const told = chip ?? task.chip;
  if (told === null) throw impossible(task, 'it does not tell for which chip it is, and none was chosen');
  return told;
}

function impossible({ file }: ConvertTask, reason: string): AppError {
  return new AppError('conversion-impossible', { name: file.name, reason });
}
