import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { addElf2ImageCommand } from './elf2image-command';
import { applyEnvironment, environmentOptions, openPortAttemptsVariable } from './environment';
import { addEraseCommands } from './erase-commands';
import { addFlashRegisterCommands } from './flash-register-commands';
import { addGlobalOptions, type GlobalOptions } from './global-options';
import { addImageInfoCommand } from './image-info-command';
import { addInfoCommands } from './info-commands';
import { addMakeImageCommand } from './make-image-command';
import { addMemoryCommands } from './memory-commands';
import { addMergeBinCommand } from './merge-bin-command';
import { addNandCommands } from './nand-commands';
import { addRamCommands } from './ram-commands';
import { addReadFlashCommand } from './read-flash-command';
import { addSecurityCommand } from './security-command';
import { addVerifyFlashCommand } from './verify-flash-command';
import { addWriteFlashCommand } from './write-flash-command';

export function addEsptoolCommand(program: Command, io: CliIo): Command {
  const esptool = program.command('esptool').description(en.esptool.about).enablePositionalOptions();
  addGlobalOptions(esptool);
  const variables = [...Object.values(environmentOptions), openPortAttemptsVariable].join(', ');
  esptool.addHelpText('after', fillText(en.esptool.moreHelp, { variables }));
  esptool.hook('preAction', (_, action) => {
    applyEnvironment(esptool, io.host);
    applyEnvironment(action, io.host);
  });
  // Known only once the options have been read, which is before a command's action runs.
  const effectiveIo = (): CliIo =>
    esptool.opts<GlobalOptions>().silent === true ? { ...io, out: silent } : io;
  addInfoCommands(esptool, effectiveIo);
  addSecurityCommand(esptool, effectiveIo);
  addWriteFlashCommand(esptool, effectiveIo);
  addReadFlashCommand(esptool, effectiveIo);
  addVerifyFlashCommand(esptool, effectiveIo);
  addEraseCommands(esptool, effectiveIo);
  addFlashRegisterCommands(esptool, effectiveIo);
  addMemoryCommands(esptool, effectiveIo);
  addRamCommands(esptool, effectiveIo);
  addElf2ImageCommand(esptool, effectiveIo);
  addMakeImageCommand(esptool, effectiveIo);
  addImageInfoCommand(esptool, effectiveIo);
  addMergeBinCommand(esptool, effectiveIo);
  addNandCommands(esptool);
  return esptool;
}

const silent: CliIo['out'] = { isTerminal: false, columns: 80, write: () => undefined };
