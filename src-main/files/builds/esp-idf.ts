import { z } from 'zod';
import { readChip } from '../../../src-shared/command-line/command-values';
import type { CommandSettings } from '../../../src-shared/command-line/flash-command';
import { readEsptool } from '../../../src-shared/command-line/read-esptool';
import type { ChipId } from '../../../src-shared/model/chip';
import { flashModes } from '../../../src-shared/model/chip';
import type { ImportNotice } from '../../../src-shared/model/firmware';
import { chips } from '../../engine/chips/registry';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { Build, BuildFile } from './build';
import type { BuildCandidate } from './build-candidate';
import { asManifest, ignoredOptions } from './command-arguments';
import { locateFile } from './locate-file';
import {
  checkFiles,
  checkShape,
  largestManifestBytes,
  manifestInvalid,
  mostFiles,
  parseManifestJson,
  parseOffset,
  quoted,
} from './manifest';
import { flasherArgsName } from './manifest-names';
import { buildFile, inFlashOrder, silentBuild } from './new-build';
import { depthOf, fileNameOf, folderOf } from './tree-path';

/** What an ESP-IDF build says about itself. */
export interface FlasherArgs extends CommandSettings {
  readonly files: readonly { readonly offset: number; readonly path: string }[];
  /** Paths of the files that are meant to be encrypted by the chip as they are written. */
  readonly encrypted: readonly string[];
}

const word = z.string().max(64);

const manifestSchema = z.looseObject({
  flash_files: z
    .record(z.string(), z.unknown())
    .refine((files) => Object.keys(files).length <= mostFiles, `more than ${mostFiles} files`)
    .pipe(z.record(z.string(), z.string().min(1))),
  write_flash_args: z.array(word).max(64).optional(),
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
  extra_esptool_args: z
    .object({
      chip: word.optional(),
      before: word.optional(),
      after: word.optional(),
      stub: z.boolean().optional(),
    })
    .optional(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** One of the build's parts: `"app": { "offset": "0x10000", "file": "app.bin", "encrypted": "true" }`. */
const encryptedPart = z.object({ file: z.string(), encrypted: z.literal('true') });

/** Every `flasher_args.json` but those of bootloaders. */
export function espIdfCandidates(tree: FirmwareTree): readonly BuildCandidate[] {
  return tree.files
    .map((file) => file.path)
    .filter((path) => fileNameOf(path) === flasherArgsName && !isOfBootloader(path))
    .map((path) => ({
      folder: folderOf(path),
      depth: depthOf(folderOf(path)),
      name: path,
      read: async () => [await readEspIdf(tree, path)],
    }));
}

/** The build system configures the bootloader as a project of its own, in a folder below the app's. */
function isOfBootloader(path: string): boolean {
  const folder = folderOf(path);
  return depthOf(folder) > 1 && fileNameOf(folder) === 'bootloader';
}

/** Throws `manifest-invalid`, `file-not-found`, `file-too-large`. */
export async function readEspIdf(tree: FirmwareTree, path: string): Promise<Build> {
  const args = parseFlasherArgs(await tree.read(path, largestManifestBytes), fileNameOf(path));
  const { chip, flashMode, flashFrequency, flashSize, eraseAll } = args;
  const files: BuildFile[] = [];
  for (const file of args.files)
    files.push(buildFile(await locateFile(tree, path, file.path), file.offset, 'manifest'));
  return {
    ...silentBuild,
    id: path,
    format: 'esp-idf',
    label: folderOf(path) || tree.name,
    detail: chip === null ? '' : chips[chip].name,
    tree,
    files,
    chip,
    flashMode,
    flashFrequency,
    flashSize,
    eraseAll,
    notices: [...encryptionNotice(args.encrypted), ...ignoredOptions(args.ignored)],
  };
}

function encryptionNotice(encrypted: readonly string[]): readonly ImportNotice[] {
  if (encrypted.length === 0) return [];
  return [{ code: 'encryption-asked', context: { names: encrypted.map(fileNameOf).join(', ') } }];
}

/**
 * Reads the text of a `flasher_args.json`. Throws `manifest-invalid` with the reason in words.
 * @source ESP-IDF, components/esptool_py/flasher_args.json.in
 */
export function parseFlasherArgs(bytes: Uint8Array, name: string): FlasherArgs {
  const data = parseManifestJson(bytes, name);
  const manifest = checkShape(manifestSchema, data, name, 'it has no “flash_files”');
  const entries = Object.entries(manifest.flash_files);
  if (entries.length === 0) throw manifestInvalid(name, '“flash_files” is empty');
  const files = entries.map(([offset, path]) => ({ offset: parseOffset(offset, name), path }));
  checkFiles(files, name);
  return {
    ...settingsOf(manifest, name),
    chip: chipOf(manifest, name),
    files: inFlashOrder(files),
    encrypted: encryptedOf(manifest, new Set(files.map(({ path }) => path))),
  };
}

function encryptedOf(manifest: Manifest, paths: ReadonlySet<string>): readonly string[] {
  const named = Object.values(manifest)
    .filter((part) => typeof part === 'object' && part !== null && 'encrypted' in part)
    .flatMap((part) => encryptedPart.safeParse(part).data?.file ?? []);
  return [...new Set(named)].filter((path) => paths.has(path));
}

/** The manifest is a command of esptool's in pieces: put together, it is read like any other. */
function settingsOf(manifest: Manifest, name: string): CommandSettings {
  const { before, after, stub } = manifest.extra_esptool_args ?? {};
  const { flash_mode: mode, flash_freq: frequency, flash_size: size } = manifest.flash_settings ?? {};
  const words = [
    ...option('--before', before),
    ...option('--after', after),
    ...(stub === false ? ['--no-stub'] : []),
    'write-flash',
    ...(manifest.write_flash_args ?? []),
    ...option('--flash-mode', mode),
    ...option('--flash-freq', frequency),
    ...option('--flash-size', size),
    // A command without a file is none; which files there are has been read already.
    '0x0',
    name,
  ];
  const reading = asManifest(name, () => readEsptool(words));
  if (reading.type === 'write') return reading.settings;
  throw manifestInvalid(name, 'it writes nothing');
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}

function chipOf(manifest: Manifest, name: string): ChipId | null {
  const text = manifest.extra_esptool_args?.chip;
  const chip = text === undefined ? null : readChip(text);
  if (chip === undefined) throw manifestInvalid(name, `Kiln knows no chip ${quoted(text ?? '')}`);
  return chip;
}
