import type { Command } from 'commander';
import { AppError, fillText } from '../../../src-shared/errors/app-error';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import { identify } from '../../engine/operations/identify';
import { readFlash } from '../../engine/operations/read-flash';
import type { FlashAccess } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { formatAddress, formatKilobits, formatSeconds } from '../format-quantities';
import { en } from '../locales/en';
import {
  addFlashTypeOption,
  addSpiConnectionOption,
  flashAccess,
  type FlashAccessOptions,
} from './flash-access';
import { readGlobalOptions } from './global-options';
import { addFlashSizeOption } from './header-options';
import { offsetArgument, sizeArgument } from './number-arguments';
import { withOutputFile, type OutputFile } from './output-file';
import { withChip, type ChipWork } from './with-chip';

const words = en.esptool;

interface ReadFlashOptions extends FlashAccessOptions {
  readonly progress: boolean;
  readonly flashSize: string;
}

/** What is asked for; all that there is behind the offset with `read-flash 0 ALL backup.bin`. */
interface Wanted {
  readonly offset: number;
  readonly size: number | 'all';
  readonly access: FlashAccess;
}

export function addReadFlashCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('read-flash')
    .description(words.readFlash)
    .argument('<address>', words.address)
    .argument('<size>', words.sizeOrAll)
    .argument('<output>', words.output)
    .option('-p, --no-progress', words.noProgress);
  addFlashSizeOption(command, words.readFlashSize);
  addFlashTypeOption(command);
  addSpiConnectionOption(command);
  command.action((address: string, sizeText: string, path: string, options: ReadFlashOptions) => {
    const global = readGlobalOptions(parent);
    const wanted: Wanted = {
      offset: offsetArgument(address),
      size: sizeText.toLowerCase() === 'all' ? 'all' : sizeArgument(sizeText),
      access: flashAccess(global, options, options.flashSize),
    };
    const work = { global, io: io(), showBytes: options.progress, repeatable: true };
    return withOutputFile(path, (file) =>
      withChip(work, (chip) => readToFile(chip, wanted, { file, path }, io())),
    );
  });
}

async function readToFile(
  { session, printer, run }: ChipWork,
  { offset, size, access }: Wanted,
  { file, path }: { readonly file: OutputFile; readonly path: string },
  { clock }: CliIo,
): Promise<void> {
  const sizeBytes = size === 'all' ? await restOfFlash({ session, run }, offset, access) : size;
  const place = { size: sizeBytes, offset: formatAddress(offset) };
  printer.line(fillText(words.reading, place));
  const startedAtMs = clock.now();
  file.restart();
  const onBytes = (bytes: Uint8Array): void => file.append(bytes);
  const { md5 } = await readFlash(session, { ...access, offset, sizeBytes, onBytes }, run);
  file.commit();
  const durationMs = clock.now() - startedAtMs;
  const rate = formatKilobits(sizeBytes, durationMs);
  printer.line(fillText(words.readDone, { ...place, seconds: formatSeconds(durationMs), rate, file: path }));
  printer.line(fillText(words.readCompared, { md5 }));
}

async function restOfFlash(
  work: Pick<ChipWork, 'session' | 'run'>,
  offset: number,
  { flashSize }: FlashAccess,
): Promise<number> {
  const asked = flashSize === undefined ? null : parseFlashSize(flashSize);
  const sizeBytes = asked ?? (await detectedSize(work));
  if (offset < sizeBytes) return sizeBytes - offset;
  throw new AppError('past-end-of-flash', {
    name: words.rangeName,
    end: formatAddress(offset),
    flashEnd: formatAddress(sizeBytes),
  });
}

async function detectedSize({ session, run }: Pick<ChipWork, 'session' | 'run'>): Promise<number> {
  const { flash } = await identify(session, run);
  const sizeBytes = flash?.sizeBytes ?? null;
  if (sizeBytes !== null) return sizeBytes;
  throw new AppError('flash-size-unknown', { id: flash === null ? '–' : flash.deviceId.toString(16) });
}
