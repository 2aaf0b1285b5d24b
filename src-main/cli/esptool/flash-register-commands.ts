import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { readFlashStatus, writeFlashStatus } from '../../engine/operations/flash-status';
import { readSfdp } from '../../engine/operations/read-sfdp';
import type { StatusRegisterCount } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { usageError } from '../usage-error';
import { addSpiConnectionOption, flashAccess, type FlashAccessOptions } from './flash-access';
import { readGlobalOptions } from './global-options';
import { addHeaderOptions } from './header-options';
import { offsetArgument, sizeArgument, wordArgument } from './number-arguments';
import { choiceOption, statusByteChoices } from './option-values';
import { withChip } from './with-chip';

const words = en.esptool;
const bitsPerRegister = 8;

interface StatusOptions extends FlashAccessOptions {
  readonly bytes: (typeof statusByteChoices)[number];
}

interface WriteStatusOptions extends StatusOptions {
  readonly nonVolatile?: boolean;
}

/** What the flash keeps besides its contents: status registers and its own description. */
export function addFlashRegisterCommands(parent: Command, io: () => CliIo): void {
  addReadStatus(parent, io);
  addWriteStatus(parent, io);
  addReadSfdp(parent, io);
}

function addReadStatus(parent: Command, io: () => CliIo): void {
  const command = parent.command('read-flash-status').description(words.readFlashStatus);
  addBytesOption(command);
  addSpiConnectionOption(command);
  command.action((options: StatusOptions) => {
    const global = readGlobalOptions(parent);
    const registers = registerCount(options);
    return withChip({ global, io: io() }, async ({ session, printer, run }) => {
      const status = await readFlashStatus(session, { ...flashAccess(global, options), registers }, run);
      printer.line(fillText(words.statusValue, { status: formatStatus(status, registers) }));
    });
  });
}

function addWriteStatus(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('write-flash-status')
    .description(words.writeFlashStatus)
    .argument('<value>', words.statusToWrite)
    .option('--non-volatile', words.nonVolatile);
  addBytesOption(command);
  addSpiConnectionOption(command);
  command.action((text: string, options: WriteStatusOptions) => {
    const registers = registerCount(options);
    const value = wordArgument(text);
    if (value >= 2 ** (registers * bitsPerRegister))
      throw usageError(words.statusTooLarge, { value: text, bytes: registers });
    const global = readGlobalOptions(parent);
    return withChip({ global, io: io() }, async ({ session, printer, run }) => {
      const request = { registers, value, nonVolatile: options.nonVolatile ?? false };
      const access = flashAccess(global, options);
      const { before, after } = await writeFlashStatus(session, { ...access, ...request }, run);
      printer.line(fillText(words.statusBefore, { status: formatStatus(before, registers) }));
      printer.line(fillText(words.statusAfter, { status: formatStatus(after, registers) }));
    });
  });
}

function addReadSfdp(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('read-flash-sfdp')
    .description(words.readFlashSfdp)
    .argument('<address>', words.sfdpAddress)
    .argument('<bytes>', words.size);
  // Understood because esptool understands them; nothing here depends on them.
  addHeaderOptions(command);
  addSpiConnectionOption(command);
  command.action((addressText: string, sizeText: string, options: FlashAccessOptions) => {
    const address = offsetArgument(addressText);
    const sizeBytes = sizeArgument(sizeText);
    const global = readGlobalOptions(parent);
    return withChip({ global, io: io() }, async ({ session, printer, run }) => {
      const request = { ...flashAccess(global, options), address, sizeBytes };
      const { bytes, exists } = await readSfdp(session, request, run);
      const hex = [...bytes].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ');
      const last = address + sizeBytes - 1;
      printer.line(fillText(words.sfdp, { first: address, last, bytes: hex }));
      if (!exists) printer.line(words.noSfdp);
    });
  });
}

function addBytesOption(command: Command): void {
  command.addOption(choiceOption('--bytes <count>', words.statusBytes, statusByteChoices).default('2'));
}

function registerCount({ bytes }: StatusOptions): StatusRegisterCount {
  if (bytes === '1') return 1;
  return bytes === '2' ? 2 : 3;
}

/** Two digits a register, the first register last. */
function formatStatus(status: number, registers: StatusRegisterCount): string {
  return `0x${status.toString(16).padStart(registers * 2, '0')}`;
}
