import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ImportNotice, ItemOrigin } from '../../../src-shared/model/firmware';
import type { OtaData } from '../../../src-shared/model/partition-table';
import { inspectFirmware } from '../../engine/image/inspect-firmware';
import { readOtaData } from '../../engine/partitions/ota-data';
import type { BuildFile } from '../builds/build';
import { expandFile } from '../expand/expand-file';
import { isAsked, type Asked, type Expansion, type ExpandOptions } from '../expand/expansion';
import type { FileRunOptions } from '../file-tasks';
import { largestArchiveBytes, largestFirmwareBytes } from '../read-bounded';
import type { FileProvenance, FirmwareTree } from '../tree/firmware-tree';
import { isArchiveName } from './source-set';
import type { FileToPlace } from './assign-offsets';
import { digestOf, ImportsFolder } from './imports-folder';
import type { ImportTask, TakenFile } from './import-task';
import { takeMember } from './take-member';

/** A file of a tree that is wanted. */
export interface WantedFile extends BuildFile {
  readonly tree: FirmwareTree;
  /** Taken as it is, whatever could be made of it. */
  readonly asItIs: boolean;
}

/** Something to flash, not yet placed. */
export interface TakenItem extends FileToPlace {
  readonly file: TakenFile;
  readonly include: boolean;
  readonly note: string;
  readonly origin: ItemOrigin | null;
  /** Null for everything that is no OTA data. */
  readonly otaData: OtaData | null;
}

/** What has been taken so far. */
export interface Taking {
  readonly items: TakenItem[];
  readonly files: TakenFile[];
  readonly notices: ImportNotice[];
  /** Of ELF and UF2 files: what they are for. */
  readonly chips: ChipId[];
  /** Merged images that came in as their parts. */
  splitCount: number;
}

/** Reads, takes apart and looks into the files, one after the other: no more than one is in memory. Null when all are taken. */
export async function takeFiles(
  wanted: readonly WantedFile[],
  task: ImportTask,
  chip: ChipId | null,
  taking: Taking,
  { signal, onProgress }: FileRunOptions,
): Promise<Asked | null> {
  const taker = new FileTaker(task, chip, taking);
  const sizes = wanted.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const [index, file] of wanted.entries()) {
    signal?.throwIfAborted();
    const asked = await taker.take(file);
    if (asked !== null) return asked;
    done += sizes[index] ?? 0;
    onProgress?.({ done, total });
  }
  return null;
}

function sizeOf({ tree, path }: WantedFile): number {
  return tree.files.find((file) => file.path === path)?.sizeBytes ?? 0;
}

/** Bytes on their way to becoming an item. */
interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null: they are no file on disk. */
  readonly localPath: string | null;
  readonly provenance: FileProvenance | null;
}

class FileTaker {
  readonly #task: ImportTask;
  readonly #chip: ChipId | null;
  readonly #taking: Taking;
  readonly #folder: ImportsFolder;

  constructor(task: ImportTask, chip: ChipId | null, taking: Taking) {
    this.#task = task;
    this.#chip = chip;
    this.#taking = taking;
    this.#folder = new ImportsFolder(task.importsFolder);
  }

  async take(file: WantedFile): Promise<Asked | null> {
    const { tree, path, member } = file;
    const name = basename(path);
    const localPath = tree.localPath(path);
    const provenance = tree.provenanceOf?.(path) ?? null;
    const source = { name, bytes: await tree.read(path, limitOf(name)), localPath, provenance };
    if (member !== null) return this.#takePart(file, source, member);
    if (isArchiveName(name)) {
      this.#taking.notices.push({ code: 'file-left-out', context: { name } });
      return null;
    }
    const expansion = file.asItIs ? null : expandFile(source.bytes, this.#expandOptions(name));
    if (isAsked(expansion)) return expansion;
    if (expansion === null || !agrees(expansion, file)) await this.#takeWhole(file, source);
    else await this.#takePieces(file, source, expansion);
    return null;
  }

  async #takeWhole(file: WantedFile, source: Source): Promise<void> {
    const { provenance } = source;
    const taken = await this.#keep(source, file.sha256);
    this.#add(taken, source.bytes, {
      place: placeIn(file),
      include: file.include,
      note: file.note,
      origin: provenance === null ? null : originOf(provenance),
    });
  }

  async #takePieces(file: WantedFile, source: Source, expansion: Expansion): Promise<void> {
    const { how, pieces, hasWhole, chip, notices } = expansion;
    const taking = this.#taking;
    taking.notices.push(...notices);
    if (chip !== null) taking.chips.push(chip);
    if (how === 'merged') taking.splitCount++;
    const whole = hasWhole ? (await this.#keep(source, null)).token : null;
    const origin: ItemOrigin = { how, name: source.name, whole };
    for (const { name, bytes, place, include } of pieces) {
      const provenance = within(source, how, name);
      const taken = await this.#keep({ name, bytes, localPath: null, provenance }, null);
      // Where a build places a file that becomes an image, that is where the image goes.
      const fallback = pieces.length === 1 ? placeIn(file) : null;
      const included = include && file.include;
      this.#add(taken, bytes, { place: place ?? fallback, include: included, note: file.note, origin });
    }
  }

  /** What a layout says was taken out of a file, taken out of it again. */
  async #takePart(file: WantedFile, source: Source, member: string): Promise<Asked | null> {
    const { name, bytes } = source;
    const part = await takeMember(bytes, name, member, this.#expandOptions(name));
    if (isAsked(part)) return part;
    const provenance = within(source, part.how, member);
    const taken = await this.#keep({ ...part, localPath: null, provenance }, file.sha256);
    this.#add(taken, part.bytes, {
      place: placeIn(file),
      include: file.include,
      note: file.note,
      origin: { how: part.how, name, whole: null },
    });
    return null;
  }

  #expandOptions(name: string): ExpandOptions {
    const { merged, answers, chip: boardChip } = this.#task;
    return { name, merged, answers, boardChip, chip: this.#chip };
  }

  /** Makes bytes a file that the station knows. `expected`: digest (hex) that a layout was saved with. */
  async #keep(source: Source, expected: string | null): Promise<TakenFile> {
    const { name, bytes, localPath, provenance } = source;
    const sha256 = digestOf(bytes);
    if (expected !== null && expected !== sha256)
      this.#taking.notices.push({ code: 'file-changed', context: { name } });
    const path = localPath ?? (await this.#folder.keep(bytes, sha256, name));
    const known = { token: randomUUID(), path, name, sha256, inspection: null, provenance };
    this.#taking.files.push(known);
    return known;
  }

  #add(
    known: TakenFile,
    bytes: Uint8Array,
    rest: Pick<TakenItem, 'place' | 'include' | 'note' | 'origin'>,
  ): void {
    const { items, files } = this.#taking;
    const inspection = inspectFirmware(bytes);
    const file = { ...known, inspection };
    files.splice(files.indexOf(known), 1, file);
    const otaData = inspection.kind === 'ota-data' ? readOtaData(bytes) : null;
    items.push({ file, name: file.name, sizeBytes: bytes.length, inspection, otaData, ...rest });
  }
}

/** An archive can hold more than one flash, though none of its files does. */
function limitOf(name: string): number {
  return isArchiveName(name) ? largestArchiveBytes : largestFirmwareBytes;
}

/** Null: what the file is tells where it goes. */
function placeIn({ offset, reason }: WantedFile): TakenItem['place'] {
  return offset === null ? null : { offset, reason };
}

/** A merged image that is to be written somewhere else than its parts say stays as it is. */
function agrees({ how, pieces }: Expansion, { offset }: WantedFile): boolean {
  if (how !== 'merged' || offset === null) return true;
  const first = Math.min(...pieces.map(({ place }) => place?.offset ?? offset));
  return first >= offset && first - offset <= largestBlankHead;
}

/** In front of the bootloader of a merged image. */
const largestBlankHead = 0x2000;

function originOf({ how, path }: FileProvenance): ItemOrigin {
  return { how, name: basename(path), whole: null };
}

function within({ localPath, provenance }: Source, how: ItemOrigin['how'], member: string): FileProvenance {
  if (provenance !== null) return { how, path: provenance.path, member: `${provenance.member}#${member}` };
  if (localPath === null) throw new AppError('internal', { reason: 'bytes from nowhere' });
  return { how, path: localPath, member };
}
