import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { FlashCommand } from '../../../src-shared/command-line/flash-command';
import { parseFlashCommand } from '../../../src-shared/command-line/parse-flash-command';
import type { FirmwareTree } from '../tree/firmware-tree';
import { expandArgumentFiles } from './argument-files';
import type { Build } from './build';
import { ignoredOptions } from './command-arguments';
import { faultOfFiles } from './manifest';
import { flasherArgsName } from './manifest-names';
import { PathIndex, type TreePlace } from './path-index';
import { buildFile, inFlashOrder, silentBuild } from './new-build';
import { pickedTree } from './picked-tree';
import { recogniseBuilds } from './recognise-builds';

/** What a pasted command needs and what was given does not have, or has more than once. */
export interface MissingFiles {
  /** As they stand in the text. */
  readonly missing: readonly string[];
  /** For people: which command needs them. */
  readonly name: string;
}

/**
 * What a pasted command line or the text of `flash_args` flashes, with its files found in the trees. Text can come from
 * anywhere: what is not in the trees is never opened, whatever path is written. Throws `command-line-invalid`, and what
 * `recogniseBuilds` throws for `idf.py flash`.
 */
export async function buildFromText(
  text: string,
  trees: readonly FirmwareTree[],
): Promise<Build | MissingFiles> {
  const index = new PathIndex(trees);
  const expanded = await expandArgumentFiles(text, index);
  const command = parseExpanded(expanded.text, expanded.missing);
  if (command === null) return { missing: expanded.missing, name: 'esptool' };
  if (command.files.length === 0) return buildOfProject(command, trees);
  const fault = faultOfFiles(command.files);
  if (fault !== null) throw new AppError('command-line-invalid', { reason: fault });
  return buildOfFiles(command, index);
}

/** Null where files of arguments are missing, without which it cannot be understood. */
function parseExpanded(text: string, missing: readonly string[]): FlashCommand | null {
  try {
    return parseFlashCommand(text);
  } catch (error) {
    if (missing.length > 0 && toAppError(error).code === 'command-line-invalid') return null;
    throw error;
  }
}

function buildOfFiles(command: FlashCommand, index: PathIndex): Build | MissingFiles {
  const name = command.tool === 'flash-args' ? 'flash_args' : command.tool;
  const found = command.files.map(({ path }) => index.find(path));
  const missing = command.files.filter((_, at) => found[at] === null).map(({ path }) => path);
  if (missing.length > 0) return { missing: [...new Set(missing)], name };
  const { tree, paths } = gather(
    name,
    found.flatMap((place) => place ?? []),
  );
  const reason = command.tool === 'flash-args' ? 'manifest' : 'command-line';
  const files = command.files.map(({ offset }, at) => buildFile(paths[at] ?? '', offset, reason));
  return {
    ...silentBuild,
    ...settingsOf(command),
    id: name,
    format: command.tool === 'flash-args' ? 'flash-args' : 'command-line',
    label: name,
    tree,
    files: inFlashOrder(files),
  };
}

/** The tree that all of them are in, else one of these files alone. */
function gather(
  name: string,
  places: readonly TreePlace[],
): { readonly tree: FirmwareTree; readonly paths: readonly string[] } {
  const first = places[0]?.tree;
  if (first !== undefined && places.every(({ tree }) => tree === first))
    return { tree: first, paths: places.map(({ path }) => path) };
  const paths = places.map(({ path }, index) => `${index}/${path}`);
  return {
    tree: pickedTree(name, new Map(places.map((place, index) => [paths[index] ?? '', place]))),
    paths,
  };
}

/** `idf.py flash` flashes what the project's build folder says. */
async function buildOfProject(
  command: FlashCommand,
  trees: readonly FirmwareTree[],
): Promise<Build | MissingFiles> {
  const builds: Build[] = [];
  for (const tree of trees) builds.push(...(await recogniseBuilds(tree)));
  const fitting = builds.filter(
    ({ format, chip }) =>
      (format === 'esp-idf' || format === 'flash-args') && (command.chip ?? chip) === chip,
  );
  const [build] = fitting;
  if (build === undefined) return { missing: [flasherArgsName], name: command.tool };
  if (fitting.length > 1)
    throw new AppError('command-line-invalid', {
      reason: 'several builds are there: drop the one that is meant',
    });
  const settings = settingsOf(command);
  return {
    ...build,
    chip: build.chip ?? settings.chip,
    baud: settings.baud ?? build.baud,
    eraseAll: settings.eraseAll ?? build.eraseAll,
    notices: [...build.notices, ...settings.notices],
  };
}

function settingsOf({ chip, baud, flashMode, flashFrequency, flashSize, eraseAll, ignored }: FlashCommand) {
  return {
    chip,
    baud,
    flashMode,
    flashFrequency,
    flashSize,
    eraseAll,
    notices: ignoredOptions(ignored),
  } satisfies Partial<Build>;
}
