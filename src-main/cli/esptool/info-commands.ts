import type { Command } from 'commander';
import type { BoardInfo } from '../../../src-shared/model/board';
import { identifyBoard } from '../../engine/operations/identify';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { addSpiConnectionOption, flashAccess, type FlashAccessOptions } from './flash-access';
import { readGlobalOptions } from './global-options';
import { boardLines, chipIdLine, flashLines } from './print-board';
import { withChip } from './with-chip';

const words = en.esptool;

/** Commands that look and change nothing. */
export function addInfoCommands(parent: Command, io: () => CliIo): void {
  const show =
    (lines: (board: BoardInfo, chipName: string) => readonly (string | null)[]) =>
    (options: FlashAccessOptions): Promise<void> => {
      const global = readGlobalOptions(parent);
      return withChip({ global, io: io() }, async ({ session, printer, run }) => {
        const board = await identifyBoard(session, flashAccess(global, options), run);
        for (const line of [...boardLines(board), ...lines(board, session.chip.name)])
          if (line !== null) printer.line(line);
      });
    };

  parent
    .command('chip-id')
    .description(words.chipId)
    .action(show((board, chipName) => [chipIdLine(board, chipName)]));
  parent
    .command('read-mac')
    .description(words.readMac)
    .action(show(() => []));
  const flashId = parent.command('flash-id').description(words.flashId).action(show(flashLines));
  addSpiConnectionOption(flashId);

  parent
    .command('version')
    .description(words.version)
    .action(() => io().out.write(`${io().version}\n`));
}
