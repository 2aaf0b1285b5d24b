import type { FlashCommand } from '../../../src-shared/command-line/flash-command';
import { parseFlashCommand } from '../../../src-shared/command-line/parse-flash-command';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { Build, BuildFile } from './build';
import type { BuildCandidate } from './build-candidate';
import { asManifest, ignoredOptions } from './command-arguments';
import { locateFile } from './locate-file';
import { checkFiles, largestManifestBytes, manifestInvalid } from './manifest';
import { flashArgsNames } from './manifest-names';
import { buildFile, inFlashOrder, silentBuild } from './new-build';
import { depthOf, fileNameOf, folderOf } from './tree-path';

/** The most complete of each folder's files of arguments. */
export function flashArgsCandidates(tree: FirmwareTree): readonly BuildCandidate[] {
  const byFolder = new Map<string, string>();
  for (const { path } of tree.files) {
    const rank = flashArgsNames.indexOf(fileNameOf(path));
    if (rank < 0) continue;
    const other = byFolder.get(folderOf(path));
    if (other === undefined || rank < flashArgsNames.indexOf(fileNameOf(other)))
      byFolder.set(folderOf(path), path);
  }
  return [...byFolder].map(([folder, path]) => ({
    folder,
    depth: depthOf(folder),
    name: path,
    read: async () => [await readFlashArgsFile(tree, path)],
  }));
}

/** Throws `manifest-invalid`, `file-not-found`, `file-too-large`. */
export async function readFlashArgsFile(tree: FirmwareTree, path: string): Promise<Build> {
  const command = parseFlashArgsText(await tree.read(path, largestManifestBytes), fileNameOf(path));
  const { chip, baud, flashMode, flashFrequency, flashSize, eraseAll } = command;
  const files: BuildFile[] = [];
  for (const file of command.files)
    files.push(buildFile(await locateFile(tree, path, file.path), file.offset, 'manifest'));
  return {
    ...silentBuild,
    id: path,
    format: 'flash-args',
    label: folderOf(path) || tree.name,
    tree,
    files: inFlashOrder(files),
    chip,
    baud,
    flashMode,
    flashFrequency,
    flashSize,
    eraseAll,
    notices: ignoredOptions(command.ignored),
  };
}

/**
 * Reads what esptool takes as `@flash_args`: options, then offsets and files. Throws `manifest-invalid`.
 * @source ESP-IDF, components/esptool_py/project_include.cmake
 */
export function parseFlashArgsText(bytes: Uint8Array, name: string): FlashCommand {
  const command = asManifest(name, () => parseFlashCommand(new TextDecoder().decode(bytes)));
  if (command.tool !== 'flash-args') throw manifestInvalid(name, 'it is a command, not what a build writes');
  checkFiles(command.files, name);
  return command;
}
