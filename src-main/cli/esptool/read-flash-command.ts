import type { Command } from 'commander';
import { AppError, fillText } from '../../../src-shared/errors/app-error';
import { identify } from '../../engine/operations/identify';
import { readFlash } from '../../engine/operations/read-flash';
import type { CliIo } from '../cli-io';
import { formatAddress, formatKilobits, formatSeconds } from '../format-quantities';
import { en } from '../locales/en';
import { parseByteNumber } from '../parse-number';
import { usageError } from '../usage-error';
import type { GlobalOptions } from './global-options';
import { alsoSpelled, choiceOption } from './option-values';
import { OutputFile } from './output-file';
import { addUnbuiltOptions } from './unbuilt';
import { withChip, type ChipWork } from './with-chip';

const words = en.esptool;

interface ReadFlashOptions {
  readonly progress: boolean;
}

/** A whole chip's worth: `read-flash 0 ALL backup.bin`. */
type SizeToRead = number | 'all';

export function addReadFlashCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('read-flash')
    .description(words.readFlash)
    .argument('<address>', words.address)
    .argument('<size>', words.sizeOrAll)
    .argument('<output>', words.output)
    .option('-p, --no-progress', words.noProgress)
    // The size that counts is the one that the flash tells: the other values of esptool would lie to the loader.
    .addOption(
      choiceOption('--flash-size <size>', alsoSpelled(words.readFlashSize, '-fs'), [
        'keep',
        'detect',
      ]).default('keep'),
    );
  addUnbuiltOptions(command, ['--flash-type <type>', '--spi-connection <pins>']);
  command.action(async (address: string, size: string, output: string, options: ReadFlashOptions) => {
    const offset = parseByteNumber(address);
    if (offset === null) throw usageError(words.notAnOffset, { value: address });
    const wanted = parseSize(size);
    const work = { global: parent.opts<GlobalOptions>(), io: io(), showBytes: options.progress };
    await withChip(work, (chip) => readToFile(chip, offset, wanted, output, io()));
  });
}

function parseSize(text: string): SizeToRead {
  if (text.toLowerCase() === 'all') return 'all';
  const size = parseByteNumber(text);
  if (size === null) throw usageError(words.notASize, { value: text });
  return size;
}

async function readToFile(
  { session, printer, run }: ChipWork,
  offset: number,
  size: SizeToRead,
  path: string,
  { clock }: CliIo,
): Promise<void> {
  const sizeBytes = size === 'all' ? await restOfFlash({ session, printer, run }, offset) : size;
  const place = { size: sizeBytes, offset: formatAddress(offset) };
  printer.line(fillText(words.reading, place));
  const startedAtMs = clock.now();
  const file = OutputFile.create(path);
  try {
    const { md5 } = await readFlash(
      session,
      { offset, sizeBytes, onBytes: (bytes) => file.append(bytes) },
      run,
    );
    file.commit();
    const durationMs = clock.now() - startedAtMs;
    const rate = formatKilobits(sizeBytes, durationMs);
    printer.line(
      fillText(words.readDone, { ...place, seconds: formatSeconds(durationMs), rate, file: path }),
    );
    printer.line(fillText(words.readCompared, { md5 }));
  } finally {
    file.discard();
  }
}

async function restOfFlash({ session, run }: ChipWork, offset: number): Promise<number> {
  const { flash } = await identify(session, run);
  const sizeBytes = flash?.sizeBytes ?? null;
  if (sizeBytes === null)
    throw new AppError('flash-size-unknown', { id: flash === null ? '–' : flash.deviceId.toString(16) });
  return Math.max(0, sizeBytes - offset);
}
