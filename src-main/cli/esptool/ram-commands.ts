import { basename } from 'node:path';
import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { checkImages } from '../../engine/operations/check-images';
import { loadRam } from '../../engine/operations/load-ram';
import { runApplication } from '../../engine/operations/run-application';
import { largestFirmwareBytes, readBounded } from '../../files/read-bounded';
import type { CliIo } from '../cli-io';
import { formatAddress } from '../format-quantities';
import { en } from '../locales/en';
import { readGlobalOptions } from './global-options';
import { withChip } from './with-chip';

const words = en.esptool;

/** Starting something on the chip: it is left running, whatever --after says. */
export function addRamCommands(parent: Command, io: () => CliIo): void {
  // The ROM loads programs, a stub would lie where they want to be; and the ROM can start what is in the flash without a reset.
  const rom = () => {
    const global = { ...readGlobalOptions(parent), stub: false };
    return { global, io: io(), leavesRunning: true };
  };

  parent
    .command('load-ram')
    .description(words.loadRam)
    .argument('<filename>', words.ramImage)
    .action(async (path: string) => {
      const name = basename(path);
      const bytes = await readBounded(path, name, largestFirmwareBytes);
      await withChip(rom(), async ({ session, printer, run }) => {
        checkImages(session.chip, null, [{ name, offset: session.chip.bootloaderOffset, data: bytes }]);
        printer.line(fillText(words.loadingRam, { name }));
        const { entryPoint } = await loadRam(session, { name, bytes }, run);
        printer.line(fillText(words.ramLoaded, { entry: formatAddress(entryPoint) }));
      });
    });

  parent
    .command('run')
    .description(words.run)
    .action(() =>
      withChip(rom(), async ({ session, printer, run }) => {
        const how = await runApplication(session, run);
        printer.line(how === 'reset' && !session.canReset ? words.started.byHand : words.started[how]);
      }),
    );
}
