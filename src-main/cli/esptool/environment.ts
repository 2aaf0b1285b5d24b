import { InvalidArgumentError, type Command, type Option } from 'commander';
import { AppError } from '../../../src-shared/errors/app-error';
import type { CliHost } from '../cli-io';
import { en } from '../locales/en';

/** Option → variable that stands for it where it is not given. @source Espressif, esptool, basic options, flash modes */
export const environmentOptions: Readonly<Record<string, string>> = {
  '--chip': 'ESPTOOL_CHIP',
  '--port': 'ESPTOOL_PORT',
  '--baud': 'ESPTOOL_BAUD',
  '--before': 'ESPTOOL_BEFORE',
  '--after': 'ESPTOOL_AFTER',
  '--connect-attempts': 'ESPTOOL_CONNECT_ATTEMPTS',
  '--flash-mode': 'ESPTOOL_FM',
  '--flash-freq': 'ESPTOOL_FF',
  '--flash-size': 'ESPTOOL_FS',
};

export const openPortAttemptsVariable = 'ESPTOOL_OPEN_PORT_ATTEMPTS';

/** Fills in what the command line has left open. Throws `setting-invalid`. */
export function applyEnvironment(command: Command, { environment }: CliHost): void {
  for (const option of command.options) {
    const variable = environmentOptions[option.long ?? ''];
    const value = variable === undefined ? undefined : environment[variable];
    if (variable === undefined || value === undefined || value === '') continue;
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (source !== undefined && source !== 'default') continue;
    command.setOptionValueWithSource(name, parse(option, variable, value), 'env');
  }
}

function parse(option: Option, key: string, value: string): unknown {
  try {
    return option.parseArg === undefined ? value : option.parseArg<unknown>(value, undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new AppError('setting-invalid', {
      key,
      place: en.config.environment,
      value,
      reason: error.message,
    });
  }
}
