import type { ImportNotice } from '../../../src-shared/model/firmware';
import { chips } from '../../engine/chips/registry';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { Build, BuildFile } from './build';
import type { BuildCandidate } from './build-candidate';
import { leftOutNotices } from './left-out';
import { largestManifestBytes } from './manifest';
import { ideDataName } from './manifest-names';
import { buildFile, inFlashOrder, silentBuild } from './new-build';
import { parseIdeData, type IdeData } from './platformio-ide-data';
import { fileSystemNames, placeParts } from './place-parts';
import { childPath, depthOf, fileNameOf, folderOf } from './tree-path';

const appName = 'firmware.bin';
/** What the builders call OTA data that start the first slot. */
const otaDataNames = ['boot_app0.bin', 'ota_data_initial.bin'];

interface Environment {
  /** Where its files are. */
  readonly folder: string;
  readonly name: string;
  /** The project's folder; null where an environment's folder was given alone. */
  readonly project: string | null;
}

/** Each environment that was built. @source PlatformIO documentation, `build_dir`; platform-espressif32, builder/main.py */
export function platformioCandidates(tree: FirmwareTree): readonly BuildCandidate[] {
  const paths = new Set(tree.files.map((file) => file.path));
  return tree.files
    .filter(({ path }) => fileNameOf(path) === appName)
    .map(({ path }) => environmentOf(tree, folderOf(path)))
    .filter((environment) => isEnvironment(paths, environment))
    .map((environment) => ({
      folder: environment.folder,
      depth: depthOf(environment.project ?? environment.folder),
      name: environment.folder || tree.name,
      read: () => readEnvironment(tree, paths, environment),
    }));
}

/** The one whose `idedata.json` was given. */
export async function readPlatformioFolder(tree: FirmwareTree, folder: string): Promise<readonly Build[]> {
  const paths = new Set(tree.files.map((file) => file.path));
  return readEnvironment(tree, paths, environmentOf(tree, folder));
}

/** `.pio/build/<env>`, before version 4 and in ESPHome `.pioenvs/<env>`. */
function environmentOf(tree: FirmwareTree, folder: string): Environment {
  const match = /^(?:(.*)\/)?\.pio(?:\/build|envs)\/([^/]+)$/.exec(folder);
  if (match?.[2] !== undefined) return { folder, name: match[2], project: match[1] ?? '' };
  return { folder, name: fileNameOf(folder) || tree.name, project: null };
}

/** An ESP-IDF project may be called “firmware” too; its bootloader is in a folder of its own. */
function isEnvironment(paths: ReadonlySet<string>, { folder, project }: Environment): boolean {
  const has = (name: string) => paths.has(childPath(folder, name));
  if (has('bootloader/bootloader.bin')) return false;
  if (project !== null || has('firmware.elf') || has(ideDataName)) return true;
  return has('bootloader.bin') && has('partitions.bin');
}

/** None where it is for something else. Throws `manifest-invalid`, `file-not-found`. */
async function readEnvironment(
  tree: FirmwareTree,
  paths: ReadonlySet<string>,
  environment: Environment,
): Promise<readonly Build[]> {
  const { folder, name, project } = environment;
  const ideData = await findIdeData(tree, paths, environment);
  const own = (file: string) => (paths.has(childPath(folder, file)) ? childPath(folder, file) : null);
  const parts = await placeParts(tree, {
    bootloader: own('bootloader.bin'),
    table: own('partitions.bin'),
    otaData: otaDataNames.map(own).find((path) => path !== null) ?? null,
    app: childPath(folder, appName),
    fileSystems: fileSystemNames.flatMap((kind) => {
      const path = own(`${kind}.bin`);
      return path === null ? [] : [{ path, kind }];
    }),
    appOffset: ideData?.applicationOffset ?? null,
    chip: null,
  });
  if (parts === null) return [];
  const { files, notices } = ideData === null ? parts : applyIdeData(parts, ideData, own);
  const build: Build = {
    ...silentBuild,
    id: childPath(folder, appName),
    format: 'platformio',
    label: name,
    detail: chips[parts.chip].name,
    title: titleOf(tree, project, name),
    tree,
    files,
    chip: parts.chip,
    notices: [...notices, ...leftOutNotices(tree, folder, files)],
  };
  return [build];
}

function titleOf(tree: FirmwareTree, project: string | null, name: string): string {
  if (project === null) return name;
  return `${project === '' ? tree.name : fileNameOf(project)} (${name})`;
}

interface FilesAndNotices {
  readonly files: readonly BuildFile[];
  readonly notices: readonly ImportNotice[];
}

/**
 * PlatformIO's own list of images has the last word. It names them by their full paths on the computer that built them: of
 * those, only the names count.
 */
function applyIdeData(
  parts: FilesAndNotices,
  { flashImages }: IdeData,
  own: (file: string) => string | null,
): FilesAndNotices {
  const listed: BuildFile[] = [];
  const notices = [...parts.notices];
  for (const { offset, path } of flashImages) {
    const name = fileNameOf(path);
    const found = own(name);
    if (found !== null) listed.push(buildFile(found, offset, 'build-rule'));
    else if (!otaDataNames.includes(name)) notices.push({ code: 'file-missing', context: { name } });
    else if (!notices.some(({ code }) => code === 'boot-app0-missing'))
      notices.push({ code: 'boot-app0-missing', context: {} });
  }
  const others = parts.files.filter((file) => !listed.some(({ path }) => path === file.path));
  return { files: inFlashOrder([...listed, ...others]), notices };
}

/** In the environment's folder, or in the project's where it is about this environment. */
async function findIdeData(
  tree: FirmwareTree,
  paths: ReadonlySet<string>,
  { folder, name, project }: Environment,
): Promise<IdeData | null> {
  const own = childPath(folder, ideDataName);
  if (paths.has(own)) return parseIdeData(await tree.read(own, largestManifestBytes), ideDataName);
  const shared = project === null ? null : childPath(project, ideDataName);
  if (shared === null || !paths.has(shared)) return null;
  const data = parseIdeData(await tree.read(shared, largestManifestBytes), ideDataName);
  return data.environment === name ? data : null;
}
