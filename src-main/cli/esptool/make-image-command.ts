import { basename } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import type { AddressedBytes } from '../../engine/image/address-range';
import { imageFromSegments } from '../../engine/image/segments-to-image';
import type { CliIo } from '../cli-io';
import { gather } from '../gather';
import { en } from '../locales/en';
import { parseWord } from '../parse-number';
import { usageError } from '../usage-error';
import type { GlobalOptions } from './global-options';
import { namedChip, readInputFile, writeWholeFile } from './image-files';
import { addImageHeaderOptions, imageHeaderCodes, type ImageHeaderOptions } from './image-header-options';
import { choiceOption, pageSizeBytesOf, pageSizeChoices, type PageSizeChoice } from './option-values';

const words = en.images;

interface MakeImageOptions extends ImageHeaderOptions {
  readonly segfile: readonly string[];
  readonly segaddr: readonly number[];
  readonly entrypoint: number;
  readonly flashMmuPageSize?: PageSizeChoice;
}

/** @source esptool documentation, "make_image"; there for the ESP8266 alone */
export function addMakeImageCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('make-image')
    .description(words.makeImage)
    .argument('<output>', words.output)
    .addOption(
      new Option('-f, --segfile <file>', words.segmentFile).default([], words.none).argParser(gather),
    )
    .addOption(
      new Option('-a, --segaddr <address>', words.segmentAddress)
        .default([], words.none)
        .argParser(gatherAddress),
    )
    .addOption(new Option('-e, --entrypoint <address>', words.entryPoint).default(0).argParser(parseAddress))
    .addOption(choiceOption('--flash-mmu-page-size <size>', words.pageSize, pageSizeChoices));
  addImageHeaderOptions(command);
  command.action(async (output: string, options: MakeImageOptions) => {
    const chip = namedChip(parent.opts<GlobalOptions>());
    const bytes = imageFromSegments(await readSegments(options), {
      chip,
      entryPoint: options.entrypoint,
      pageSizeBytes: pageSizeBytesOf(options.flashMmuPageSize),
      ...imageHeaderCodes(chip, options),
    });
    await writeWholeFile(output, bytes);
    io().out.write(`${fillText(words.made, { chip: chip.name, size: bytes.length, file: output })}\n`);
  });
}

/** The first address is that of the first file, and so on. Throws `usage` and the errors of reading files. */
async function readSegments({ segfile, segaddr }: MakeImageOptions): Promise<readonly AddressedBytes[]> {
  if (segfile.length === 0) throw usageError(words.segmentsMissing);
  if (segfile.length !== segaddr.length)
    throw usageError(words.segmentsUneven, { files: segfile.length, addresses: segaddr.length });
  const segments: AddressedBytes[] = [];
  for (const [index, path] of segfile.entries()) {
    const data = await readInputFile(path);
    if (data.length === 0) throw usageError(words.segmentEmpty, { name: basename(path) });
    segments.push({ address: segaddr[index] ?? 0, data });
  }
  return segments;
}

function gatherAddress(value: string, former: readonly number[]): readonly number[] {
  return [...former, parseAddress(value)];
}

function parseAddress(value: string): number {
  const address = parseWord(value);
  if (address === null) throw new InvalidArgumentError(words.wordReason);
  return address;
}
