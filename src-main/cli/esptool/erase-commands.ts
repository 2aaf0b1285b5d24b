import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { eraseFlash, eraseRegion } from '../../engine/operations/erase-flash';
import type { FlashAccess } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { formatAddress, formatSeconds } from '../format-quantities';
import { en } from '../locales/en';
import {
  addFlashTypeOption,
  addSpiConnectionOption,
  flashAccess,
  type FlashAccessOptions,
} from './flash-access';
import { readGlobalOptions } from './global-options';
import { offsetArgument, sizeArgument } from './number-arguments';
import { withChip, type ChipWork } from './with-chip';

const words = en.esptool;

interface EraseOptions extends FlashAccessOptions {
  readonly force?: boolean;
}

export function addEraseCommands(parent: Command, io: () => CliIo): void {
  const erase = (
    work: (chip: ChipWork, access: FlashAccess) => Promise<unknown>,
    options: EraseOptions,
    done: (seconds: string) => string,
  ): Promise<void> => {
    const global = readGlobalOptions(parent);
    return withChip({ global, io: io(), repeatable: true }, async (chip) => {
      const startedAtMs = io().clock.now();
      await work(chip, flashAccess(global, options));
      chip.printer.line(done(formatSeconds(io().clock.now() - startedAtMs)));
    });
  };

  const all = parent.command('erase-flash').description(words.eraseFlash);
  addEraseOptions(all);
  all.action((options: EraseOptions) =>
    erase(
      ({ session, run }, access) => eraseFlash(session, { ...access, force: options.force ?? false }, run),
      options,
      (seconds) => fillText(words.chipErased, { seconds }),
    ),
  );

  const region = parent
    .command('erase-region')
    .description(words.eraseRegion)
    .argument('<address>', words.address)
    .argument('<size>', words.size);
  addEraseOptions(region);
  region.action((address: string, size: string, options: EraseOptions) => {
    const offset = offsetArgument(address);
    const sizeBytes = sizeArgument(size);
    return erase(
      ({ session, run }, access) =>
        eraseRegion(session, { ...access, offset, sizeBytes, force: options.force ?? false }, run),
      options,
      (seconds) => fillText(words.regionErased, { size: sizeBytes, offset: formatAddress(offset), seconds }),
    );
  });
}

function addEraseOptions(command: Command): void {
  command.option('--force', words.forceErase);
  addFlashTypeOption(command);
  addSpiConnectionOption(command);
}
