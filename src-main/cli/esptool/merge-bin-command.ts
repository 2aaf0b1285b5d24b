import { InvalidArgumentError, Option, type Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import type { FlashMode } from '../../../src-shared/model/chip';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { encodeIntelHex } from '../../engine/image/intel-hex';
import { mergeRaw, sortFiles, type NamedFile } from '../../engine/image/merge-files';
import { encodeUf2, largestUf2Chunk } from '../../engine/image/uf2';
import { plainBytes } from '../../files/images/plain-bytes';
import type { CliIo } from '../cli-io';
import { formatHex } from '../format-quantities';
import { en } from '../locales/en';
import { parseWord } from '../parse-number';
import { usageError } from '../usage-error';
import { readAddressFilePairs } from './address-file-pairs';
import type { GlobalOptions } from './global-options';
import { namedChip, writeWholeFile } from './image-files';
import { patchMergedBootloader } from './merge-parameters';
import {
  alsoSpelled,
  choiceOption,
  flashFrequencyChoices,
  flashModeChoices,
  flashSizeChoices,
} from './option-values';

const words = en.images;
const formats = ['raw', 'uf2', 'hex'] as const;
const chunkStep = 4;
/** @source golden/commands.json */
const fillSizeChoices = [
  ...['256KB', '512KB', '1MB', '2MB', '4MB', '8MB', '16MB', '32MB', '64MB', '128MB'],
] as const;

interface MergeBinOptions {
  readonly output: string;
  readonly format: (typeof formats)[number];
  readonly chunkSize?: number;
  readonly md5Disable?: boolean;
  readonly targetOffset: number;
  readonly padToSize?: string;
  readonly flashMode: FlashMode | 'keep';
  readonly flashFreq: string;
  readonly flashSize: string;
}

export function addMergeBinCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('merge-bin')
    .description(words.mergeBin)
    .argument('<addr-filename...>', en.esptool.addrFilename)
    .requiredOption('-o, --output <file>', words.output)
    .addOption(choiceOption('-f, --format <format>', words.format, formats).default('raw'))
    .addOption(new Option('--chunk-size <size>', words.chunkSize).argParser(parseNumber))
    .option('--md5-disable', words.md5Disable)
    .addOption(
      new Option('-t, --target-offset <offset>', words.targetOffset).default(0).argParser(parseNumber),
    )
    .addOption(choiceOption('--pad-to-size <size>', words.fillFlash, fillSizeChoices));
  addSettingOptions(command);
  command.action(async (pairs: readonly string[], options: MergeBinOptions) => {
    const chip = namedChip(parent.opts<GlobalOptions>());
    await merge(chip, pairs, options, io());
  });
}

/** As when writing, except that there is no flash whose size could be detected. */
function addSettingOptions(command: Command): void {
  const sizes = flashSizeChoices.filter((size) => size !== 'detect');
  const add = (flags: string, description: string, short: string, choices: readonly string[]): void => {
    command.addOption(choiceOption(flags, alsoSpelled(description, short), choices).default('keep'));
  };
  add('--flash-size <size>', en.esptool.flashSize, '-fs', sizes);
  add('--flash-mode <mode>', en.esptool.flashMode, '-fm', flashModeChoices);
  add('--flash-freq <frequency>', en.esptool.flashFreq, '-ff', flashFrequencyChoices);
}

async function merge(
  chip: ChipSpec,
  pairs: readonly string[],
  options: MergeBinOptions,
  io: CliIo,
): Promise<void> {
  const line = (text: string): void => io.out.write(`${text}\n`);
  const chunkSizeBytes = checkedChunkSize(options);
  for (const option of unusedOptions(options))
    line(fillText(words.rawOnly, { option, format: options.format }));
  const read = (await readAddressFilePairs(pairs)).map(({ name, offset, data }) => ({
    name,
    address: offset,
    data: plainBytes(data, name, offset),
  }));
  const files = await patchMergedBootloader(chip, sortFiles(read), options, io.compute, line);
  const merged = encode(chip, files, options, chunkSizeBytes, line);
  await writeWholeFile(options.output, merged);
  const text = options.format === 'uf2' ? words.wroteUf2 : words.wroteRaw;
  const offset = formatHex(options.format === 'raw' ? options.targetOffset : 0);
  line(fillText(text, { size: formatHex(merged.length), file: options.output, offset }));
}

function encode(
  chip: ChipSpec,
  files: readonly NamedFile[],
  options: MergeBinOptions,
  chunkSizeBytes: number | null,
  line: (text: string) => void,
): Uint8Array {
  if (options.format === 'hex') return encodeIntelHex(files);
  if (options.format === 'uf2') {
    for (const { name, address } of files) line(fillText(words.adding, { name, offset: formatHex(address) }));
    const md5 = options.md5Disable !== true;
    return encodeUf2(files, { familyId: chip.uf2FamilyId, chunkSizeBytes, md5 });
  }
  const size = options.padToSize;
  const flashSizeBytes = size === undefined ? null : parseFlashSize(size);
  const merged = mergeRaw(files, { targetOffset: options.targetOffset, flashSizeBytes });
  if (size !== undefined && flashSizeBytes !== null && options.targetOffset + merged.length > flashSizeBytes)
    line(fillText(words.largerThanFlash, { size }));
  return merged;
}

/** Null where the most that fits is wanted. */
function checkedChunkSize({ chunkSize, md5Disable }: MergeBinOptions): number | null {
  if (chunkSize === undefined) return null;
  const most = largestUf2Chunk(md5Disable !== true);
  if (chunkSize < chunkStep || chunkSize > most || chunkSize % chunkStep !== 0)
    throw usageError(words.chunkReason, { most });
  return chunkSize;
}

function unusedOptions(options: MergeBinOptions): readonly string[] {
  const { format, targetOffset, padToSize, chunkSize, md5Disable } = options;
  const isRaw = format === 'raw';
  const isUf2 = format === 'uf2';
  return [
    ...(!isRaw && targetOffset !== 0 ? ['--target-offset'] : []),
    ...(!isRaw && padToSize !== undefined ? ['--pad-to-size'] : []),
    ...(!isUf2 && chunkSize !== undefined ? ['--chunk-size'] : []),
    ...(!isUf2 && md5Disable === true ? ['--md5-disable'] : []),
  ];
}

function parseNumber(value: string): number {
  const number = parseWord(value);
  if (number === null) throw new InvalidArgumentError(words.wordReason);
  return number;
}
