import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { dumpMemory, readMemory, writeMemory } from '../../engine/operations/memory';
import type { CliIo } from '../cli-io';
import { formatAddress } from '../format-quantities';
import { en } from '../locales/en';
import { usageError } from '../usage-error';
import { readGlobalOptions } from './global-options';
import { addressArgument, sizeArgument, wordArgument } from './number-arguments';
import { withOutputFile } from './output-file';
import { withChip } from './with-chip';

const words = en.esptool;
const allBits = 0xffff_ffff;
const addressSpaceBytes = 0x1_0000_0000;

/** Looking into the chip's address space and changing it. */
export function addMemoryCommands(parent: Command, io: () => CliIo): void {
  const device = () => ({ global: readGlobalOptions(parent), io: io() });

  parent
    .command('read-mem')
    .description(words.readMem)
    .argument('<address>', words.memoryAddress)
    .action((address: string) => {
      const at = addressArgument(address);
      return withChip(device(), async ({ session, printer, run }) => {
        const value = formatAddress(await readMemory(session, at, run));
        printer.line(fillText(words.memoryWord, { address: formatAddress(at), value }));
      });
    });

  parent
    .command('write-mem')
    .description(words.writeMem)
    .argument('<address>', words.memoryAddress)
    .argument('<value>', words.memoryValue)
    .argument('[mask]', words.memoryMask, wordArgument, allBits)
    .action((addressText: string, valueText: string, mask: number) => {
      const address = addressArgument(addressText);
      const value = wordArgument(valueText);
      return withChip(device(), async ({ session, printer, run }) => {
        const written = await writeMemory(session, { address, value, mask }, run);
        printer.line(
          fillText(words.memoryWritten, {
            address: formatAddress(address),
            value: formatAddress(value),
            mask: formatAddress(mask),
          }),
        );
        if (!written.asAsked)
          printer.line(fillText(words.memoryReadsOtherwise, { value: formatAddress(written.value) }));
      });
    });

  parent
    .command('dump-mem')
    .description(words.dumpMem)
    .argument('<address>', words.memoryAddress)
    .argument('<size>', words.size)
    .argument('<output>', words.output)
    .action((addressText: string, sizeText: string, path: string) => {
      const address = addressArgument(addressText);
      const sizeBytes = sizeArgument(sizeText);
      if (address + sizeBytes > addressSpaceBytes) throw usageError(words.pastAddressSpace);
      return withOutputFile(path, (file) =>
        withChip(device(), async ({ session, printer, run }) => {
          await dumpMemory(session, { address, sizeBytes, onBytes: (bytes) => file.append(bytes) }, run);
          file.commit();
          const context = { size: sizeBytes, address: formatAddress(address), file: path };
          printer.line(fillText(words.memoryDumped, context));
        }),
      );
    });
}
