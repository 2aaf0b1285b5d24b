import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep, win32 } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error';
import { chipIds, flashModes, type ChipId, type FlashMode } from '../../../src-shared/model/chip';
import { fileError, readBounded } from './read-firmware-file';

export const flasherArgsName = 'flasher_args.json';

/** Real ones are two kilobytes. */
const largestManifestBytes = 1024 * 1024;
const mostFiles = 64;
const largestOffset = 0xffff_ffff;

/** What an ESP-IDF build says about itself. Null: silent, or left to the flasher. */
export interface FlasherArgs {
  readonly chip: ChipId | null;
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  /** By offset. */
  readonly files: readonly { readonly offset: number; readonly path: string }[];
}

const manifestSchema = z.object({
  flash_files: z.record(z.string(), z.string().min(1)),
  flash_settings: z
    .object({
      flash_mode: z.enum([...flashModes, 'keep']).optional(),
      flash_freq: z
        .string()
        .regex(/^(\d{1,3}m|keep)$/)
        .optional(),
      flash_size: z
        .string()
        .regex(/^(\d{1,3}[KM]B(-c1)?|keep|detect)$/)
        .optional(),
    })
    .optional(),
  extra_esptool_args: z.object({ chip: z.string().optional() }).optional(),
});

type Manifest = z.infer<typeof manifestSchema>;

/**
 * Reads the `flasher_args.json` of a build folder. The files it names must lie in its own folder: a manifest from
 * somewhere else may not point at other files of this computer. Throws `manifest-invalid` with the reason in words, and
 * `file-not-found` for a file of it that is missing.
 */
export async function readFlasherArgs(path: string): Promise<FlasherArgs> {
  const name = basename(path);
  const manifest = parseManifest(await readBounded(path, name, largestManifestBytes), name);
  const entries = Object.entries(manifest.flash_files);
  if (entries.length === 0) throw invalid(name, '“flash_files” is empty');
  if (entries.length > mostFiles) throw invalid(name, `it names more than ${mostFiles} files`);
  const folder = dirname(resolve(path));
  const files = [];
  for (const [offset, file] of entries)
    files.push({ offset: parseOffset(offset, name), path: await confine(folder, file, name) });
  files.sort((a, b) => a.offset - b.offset);
  const settings = manifest.flash_settings;
  return {
    chip: chipIds.find((id) => id === manifest.extra_esptool_args?.chip) ?? null,
    flashMode: wanted(settings?.flash_mode),
    flashFrequency: wanted(settings?.flash_freq),
    flashSize: wanted(settings?.flash_size),
    files,
  };
}

function parseManifest(bytes: Uint8Array, name: string): Manifest {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new AppError('manifest-invalid', { name, reason: 'it is not JSON' }, { cause: error });
  }
  const parsed = manifestSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw invalid(name, place === '' ? 'it has no “flash_files”' : `“${place}”: ${issue?.message ?? '?'}`);
}

function parseOffset(text: string, name: string): number {
  const offset = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!(offset <= largestOffset)) throw invalid(name, `“${text}” is not an offset`);
  return offset;
}

async function confine(folder: string, file: string, name: string): Promise<string> {
  const path = resolve(folder, file);
  if (isAbsolute(file) || win32.isAbsolute(file) || !isInside(folder, path))
    throw invalid(name, `“${file}” is not in its folder`);
  // A link in the folder can lead out of it as well as `..` can.
  const [realFolder, realFile] = await fileError(basename(file), () =>
    Promise.all([realpath(folder), realpath(path)]),
  );
  if (!isInside(realFolder, realFile)) throw invalid(name, `“${file}” leads out of its folder`);
  return path;
}

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** `keep` and `detect` ask for what a plan does by itself. */
function wanted<T extends string>(value: T | undefined): Exclude<T, 'keep' | 'detect'> | null {
  if (value === undefined || value === 'keep' || value === 'detect') return null;
  return value as Exclude<T, 'keep' | 'detect'>;
}

function invalid(name: string, reason: string): AppError {
  return new AppError('manifest-invalid', { name, reason });
}
