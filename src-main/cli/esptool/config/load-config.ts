import type { CliHost } from '../../cli-io';
import { noConfig, readConfig, type EsptoolConfig } from './esptool-config';
import { findConfig } from './find-config';

/** The configuration file's settings; none where there is no file. Throws `setting-invalid`. */
export async function loadConfig(host: CliHost): Promise<EsptoolConfig> {
  const found = await findConfig(host);
  return found === null ? noConfig : readConfig(found);
}
