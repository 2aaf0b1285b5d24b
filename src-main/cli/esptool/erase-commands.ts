import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { eraseFlash, eraseRegion } from '../../engine/operations/erase-flash';
import type { CliIo } from '../cli-io';
import { formatAddress, formatSeconds } from '../format-quantities';
import { en } from '../locales/en';
import { parseByteNumber } from '../parse-number';
import { usageError } from '../usage-error';
import type { GlobalOptions } from './global-options';
import { addUnbuiltOptions } from './unbuilt';
import { withChip, type ChipWork } from './with-chip';

const words = en.esptool;

/** Erasing a secured board would stop it from booting for good, so that there is no way around the refusal yet. */
const unbuiltOptions: readonly string[] = ['--force', '--flash-type <type>', '--spi-connection <pins>'];

export function addEraseCommands(parent: Command, io: () => CliIo): void {
  const erase = (work: (chip: ChipWork) => Promise<void>, done: (seconds: string) => string): Promise<void> =>
    withChip({ global: parent.opts<GlobalOptions>(), io: io() }, async (chip) => {
      const startedAtMs = io().clock.now();
      await work(chip);
      chip.printer.line(done(formatSeconds(io().clock.now() - startedAtMs)));
    });

  const all = parent
    .command('erase-flash')
    .description(words.eraseFlash)
    .action(() =>
      erase(
        ({ session, run }) => eraseFlash(session, run),
        (seconds) => fillText(words.chipErased, { seconds }),
      ),
    );
  addUnbuiltOptions(all, unbuiltOptions);

  const region = parent
    .command('erase-region')
    .description(words.eraseRegion)
    .argument('<address>', words.address)
    .argument('<size>', words.size)
    .action((address: string, size: string) => {
      const offset = parseByteNumber(address);
      if (offset === null) throw usageError(words.notAnOffset, { value: address });
      const sizeBytes = parseByteNumber(size);
      if (sizeBytes === null) throw usageError(words.notASize, { value: size });
      return erase(
        ({ session, run }) => eraseRegion(session, { offset, sizeBytes }, run),
        (seconds) =>
          fillText(words.regionErased, { size: sizeBytes, offset: formatAddress(offset), seconds }),
      );
    });
  addUnbuiltOptions(region, unbuiltOptions);
}
