import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error';
import { chipIds, flashModes } from '../../../src-shared/model/chip';
import type { FileToken, LayoutToSave } from '../../../src-shared/model/firmware';
import { checkShape, fewOf, manifestInvalid, parseManifestJson, parseOffset } from './manifest';

/** What this Kiln writes, and the newest that it reads. */
const layoutVersion = 1;
/** As many as a layout is saved with. */
const mostLayoutFiles = 256;

const word = z.string().min(1).max(16);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 digest');
const sizeBytes = z.int().min(0).max(0xffff_ffff);

const layoutFileSchema = z.object({
  /** Relative to the layout, with `/`; absolute where there is no way from one to the other. */
  path: z.string().min(1).max(4096),
  /** Of the file at `path`, in bytes. */
  size: sizeBytes,
  sha256: digest,
  /** Where only a part of the file is meant. */
  part: z
    .object({ name: z.string().min(1).max(4096), size: sizeBytes, sha256: digest })
    .nullable()
    .default(null),
  offset: z.string().max(16).nullable(),
  include: z.boolean(),
  note: z.string().max(1024).default(''),
});

const layoutSchema = z.object({
  kiln: z.literal(layoutVersion),
  title: z.string().max(1024).default(''),
  chip: z.enum(chipIds).nullable(),
  flashMode: z.enum([...flashModes, 'keep']),
  flashFrequency: word,
  flashSize: word,
  baud: z.int().min(300).max(8_000_000),
  eraseAll: z.boolean(),
  files: fewOf(layoutFileSchema, mostLayoutFiles),
});

type LayoutText = z.infer<typeof layoutSchema>;

/** What a layout file says. */
export type LayoutFile = Omit<LayoutText, 'files'> & { readonly files: readonly PlacedFile[] };
export type PlacedFile = Omit<LayoutText['files'][number], 'offset'> & { readonly offset: number | null };

/** Where the bytes of an item come from. Sizes in bytes, digests in hex. */
export interface LayoutPlace {
  /** As it is to stand in the layout: see `pathFromLayout`. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** What was taken out of the file, by the item's name; null: all of it. */
  readonly part: { readonly name: string; readonly size: number; readonly sha256: string } | null;
}

/** The text of a layout file. `places`: for each of the layout's files. Throws `file-not-found` for one without a place. */
export function layoutFileText(layout: LayoutToSave, places: ReadonlyMap<FileToken, LayoutPlace>): string {
  const { title, chip, flashMode, flashFrequency, flashSize, baud, eraseAll } = layout;
  const files = layout.items.map(({ file, name, offset, include, note }) => {
    const place = places.get(file);
    if (place === undefined) throw new AppError('file-not-found', { name });
    const { path, size, sha256, part } = place;
    return {
      path,
      size,
      sha256,
      ...(part === null ? {} : { part }),
      offset: offset === null ? null : `0x${offset.toString(16)}`,
      include,
      note,
    };
  });
  const settings = { title, chip, flashMode, flashFrequency, flashSize, baud, eraseAll };
  return `${JSON.stringify({ kiln: layoutVersion, ...settings, files }, null, 2)}\n`;
}

/** Throws `manifest-invalid`. */
export function parseLayoutFile(bytes: Uint8Array, name: string): LayoutFile {
  const data = parseManifestJson(bytes, name);
  checkVersion(data, name);
  const layout = checkShape(layoutSchema, data, name, 'it is no layout of Kiln’s');
  if (layout.files.length === 0) throw manifestInvalid(name, 'it names no files');
  return {
    ...layout,
    files: layout.files.map((file) => ({
      ...file,
      offset: file.offset === null ? null : parseOffset(file.offset, name),
    })),
  };
}

/** Before anything else: a newer one may look different. */
function checkVersion(data: unknown, name: string): void {
  const { kiln } = checkShape(z.object({ kiln: z.number() }), data, name, 'it is no layout of Kiln’s');
  if (kiln > layoutVersion) throw manifestInvalid(name, 'a newer version of Kiln saved it');
}
