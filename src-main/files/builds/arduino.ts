import { chips } from '../../engine/chips/registry';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { Build } from './build';
import type { BuildCandidate } from './build-candidate';
import { leftOutNotices } from './left-out';
import { silentBuild } from './new-build';
import { fileSystemNames, placeParts } from './place-parts';
import { childPath, depthOf, fileNameOf, folderOf } from './tree-path';

const appSuffix = '.ino.bin';
/** `esp32.esp32.esp32c3`: what exported sketches are put into, one for each board. */
const boardFolder = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** Each sketch that was exported. @source Arduino CLI, `compile --export-binaries`; arduino-esp32, platform.txt */
export function arduinoCandidates(tree: FirmwareTree): readonly BuildCandidate[] {
  const paths = new Set(tree.files.map((file) => file.path));
  return tree.files
    .filter(({ path }) => path.endsWith(appSuffix) && isExport(paths, path))
    .map(({ path }) => ({
      folder: folderOf(path),
      depth: depthOf(folderOf(path)),
      name: path,
      read: () => readSketch(tree, paths, path),
    }));
}

/** One file alone is just a file. */
function isExport(paths: ReadonlySet<string>, app: string): boolean {
  const stem = stemOf(app);
  const siblings = ['.bootloader.bin', '.partitions.bin', '.elf', '.map'];
  return siblings.some((suffix) => paths.has(stem + suffix)) || boardFolder.test(fileNameOf(folderOf(app)));
}

/** With `.ino`. */
function stemOf(app: string): string {
  return app.slice(0, -'.bin'.length);
}

async function readSketch(
  tree: FirmwareTree,
  paths: ReadonlySet<string>,
  app: string,
): Promise<readonly Build[]> {
  const folder = folderOf(app);
  const board = boardFolder.exec(fileNameOf(folder));
  const sketch = fileNameOf(app).slice(0, -appSuffix.length);
  const found = (path: string) => (paths.has(path) ? path : null);
  const parts = await placeParts(tree, {
    bootloader: found(`${stemOf(app)}.bootloader.bin`),
    table: found(`${stemOf(app)}.partitions.bin`),
    otaData: found(childPath(folder, 'boot_app0.bin')),
    app,
    fileSystems: fileSystemNames.flatMap((kind) => {
      const path = found(childPath(folder, `${sketch}.${kind}.bin`)) ?? found(`${stemOf(app)}.${kind}.bin`);
      return path === null ? [] : [{ path, kind }];
    }),
    appOffset: null,
    chip: board?.[2] === 'esp8266' ? 'esp8266' : null,
  });
  if (parts === null) return [];
  const { chip, files, notices } = parts;
  const build: Build = {
    ...silentBuild,
    id: app,
    format: 'arduino',
    label: board === null ? sketch : `${sketch} (${board[0]})`,
    detail: chips[chip].name,
    title: sketch,
    tree,
    files,
    chip,
    notices: [...notices, ...leftOutNotices(tree, folder, files)],
  };
  return [build];
}
