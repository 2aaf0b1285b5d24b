import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../../../src-shared/errors/app-error';
import type { CliHost } from '../../cli-io';
import { en } from '../../locales/en';
import { parseIniSection, type IniSection } from './parse-ini';

/** In each folder, in this order. The last two belong to other tools that let us have a section. */
const fileNames = ['esptool.cfg', 'setup.cfg', 'tox.ini'] as const;
const sectionName = 'esptool';
const largestFileBytes = 1024 * 1024;
const variable = 'ESPTOOL_CFGFILE';

export interface FoundConfig {
  readonly path: string;
  readonly section: IniSection;
}

/**
 * The configuration file that counts: the one that ESPTOOL_CFGFILE names, else the first with an [esptool] section in the
 * working folder, the user's configuration folder and the home folder. Throws `setting-invalid` where the one named is none.
 * @source Espressif, esptool, configuration file
 */
export async function findConfig(host: CliHost): Promise<FoundConfig | null> {
  const named = host.environment[variable];
  if (named !== undefined && named !== '') return readNamed(named, host);
  for (const folder of [host.workingFolder, configFolder(host), host.homeFolder])
    for (const name of fileNames) {
      const path = join(folder, name);
      const section = await readSection(path);
      if (section !== null) return { path, section };
    }
  return null;
}

async function readNamed(named: string, { workingFolder, homeFolder }: CliHost): Promise<FoundConfig> {
  const path = resolve(
    workingFolder,
    named.replace(/^~(?=$|[/\\])/, () => homeFolder),
  );
  const section = await readSection(path);
  if (section !== null) return { path, section };
  throw new AppError('setting-invalid', {
    key: variable,
    place: en.config.environment,
    value: named,
    reason: en.config.notAConfigFile,
  });
}

function configFolder({ platform, homeFolder }: CliHost): string {
  return platform === 'win32'
    ? join(homeFolder, 'AppData', 'Local', 'esptool')
    : join(homeFolder, '.config', 'esptool');
}

/** Null for what is not there, is no file, cannot be read or has no section of ours. */
async function readSection(path: string): Promise<IniSection | null> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > largestFileBytes) return null;
    return parseIniSection(await readFile(path, 'utf8'), sectionName);
  } catch {
    return null;
  }
}
