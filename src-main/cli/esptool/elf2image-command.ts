import { basename } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { imageFromElf, type ElfImage, type ElfImageRequest } from '../../engine/image/elf-to-image';
import type { SecurePadding } from '../../engine/image/secure-padding';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { parseByteNumber, parseWord } from '../parse-number';
import { usageError } from '../usage-error';
import { elfOutputNames } from './elf-output-names';
import type { GlobalOptions } from './global-options';
import { namedChip, readInputFile, writeWholeFile } from './image-files';
import { addImageHeaderOptions, imageHeaderCodes, type ImageHeaderOptions } from './image-header-options';
import { choiceOption, pageSizeBytesOf, pageSizeChoices, type PageSizeChoice } from './option-values';

const words = en.images;
const kibi = 1024;
const largestByte = 0xff;
const noRevisionLimit = 0xffff;
const versionChoices = ['1', '2', '3'] as const;

interface Elf2ImageOptions extends ImageHeaderOptions {
  readonly output?: string;
  readonly version: (typeof versionChoices)[number];
  readonly minRev: number;
  readonly minRevFull: number;
  readonly maxRevFull: number;
  readonly securePad?: boolean;
  readonly securePadV2?: boolean;
  readonly elfSha256Offset?: number;
  readonly dontAppendDigest?: boolean;
  readonly useSegments?: boolean;
  readonly flashMmuPageSize?: PageSizeChoice;
  readonly padToSize?: number;
  readonly ramOnlyHeader?: boolean;
}

export function addElf2ImageCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('elf2image')
    .description(words.elf2image)
    .argument('<filename>', words.elfFile)
    .option('-o, --output <file>', words.outputPrefix);
  addLayoutOptions(command);
  addImageHeaderOptions(command);
  command.action(async (path: string, options: Elf2ImageOptions) => {
    const chip = namedChip(parent.opts<GlobalOptions>());
    const request = requestOf(chip, options);
    const image = imageFromElf(await readInputFile(path), request, basename(path));
    const names = elfOutputNames(path, options.output ?? null, request, image.files);
    for (const [index, { bytes }] of image.files.entries()) await writeWholeFile(names[index] ?? path, bytes);
    report(image, request, names, io());
  });
}

function addLayoutOptions(command: Command): void {
  command
    .addOption(choiceOption('-e, --version <version>', words.version, versionChoices).default('1'))
    .addOption(
      new Option('-r, --min-rev <revision>', words.minRev)
        .default(0)
        .argParser(wholeNumber(largestByte))
        .hideHelp(),
    )
    .addOption(revisionOption('--min-rev-full <revision>', words.minRevFull, 0))
    .addOption(revisionOption('--max-rev-full <revision>', words.maxRevFull, noRevisionLimit))
    .option('--secure-pad', words.securePad)
    .option('--secure-pad-v2', words.securePadV2)
    .addOption(new Option('--elf-sha256-offset <offset>', words.elfSha256Offset).argParser(parseOffset))
    .option('--dont-append-digest', words.dontAppendDigest)
    .option('--use-segments', words.useSegments)
    .addOption(choiceOption('--flash-mmu-page-size <size>', words.pageSize, pageSizeChoices))
    .addOption(new Option('--pad-to-size <size>', words.padToSize).argParser(parseSize))
    .option('--ram-only-header', words.ramOnlyHeader);
}

function revisionOption(flags: string, description: string, fallback: number): Option {
  return new Option(flags, description).default(fallback).argParser(wholeNumber(noRevisionLimit));
}

function requestOf(chip: ChipSpec, options: Elf2ImageOptions): ElfImageRequest {
  const ramOnlyHeader = options.ramOnlyHeader ?? false;
  return {
    chip,
    version: ({ '1': 1, '2': 2, '3': 3 } as const)[options.version],
    ...imageHeaderCodes(chip, options),
    minRevision: options.minRevFull,
    maxRevision: options.maxRevFull,
    legacyMinRevision: options.minRev,
    useProgramHeaders: options.useSegments ?? false,
    pageSizeBytes: pageSizeBytesOf(options.flashMmuPageSize),
    appendDigest: options.dontAppendDigest !== true && !ramOnlyHeader,
    ramOnlyHeader,
    securePadding: paddingOf(options),
    elfSha256Offset: options.elfSha256Offset ?? null,
    padToSizeBytes: options.padToSize ?? null,
  };
}

function paddingOf({ securePad, securePadV2 }: Elf2ImageOptions): SecurePadding | null {
  if (securePad === true && securePadV2 === true) throw usageError(words.securePadTwice);
  if (securePad === true) return 'v1';
  return securePadV2 === true ? 'v2' : null;
}

function report(image: ElfImage, request: ElfImageRequest, names: readonly string[], { out }: CliIo): void {
  const { mergedCount, pageSize } = image;
  const chip = request.chip.name;
  if (mergedCount > 0) out.write(`${fillText(words.merged, { count: mergedCount })}\n`);
  if (pageSize !== null) {
    const size = pageSize.sizeBytes / kibi;
    const asked = request.pageSizeBytes !== null && request.pageSizeBytes !== pageSize.sizeBytes;
    if (pageSize.source === 'default') out.write(`${fillText(words.pageSizeDefault, { size })}\n`);
    if (pageSize.source === 'app-description') out.write(`${fillText(words.pageSizeDescribed, { size })}\n`);
    if (pageSize.source === 'fixed' && asked) out.write(`${fillText(words.pageSizeFixed, { chip, size })}\n`);
  }
  image.files.forEach(({ bytes }, index) => {
    out.write(`${fillText(words.made, { chip, size: bytes.length, file: names[index] ?? '' })}\n`);
  });
}

function wholeNumber(most: number): (value: string) => number {
  return (value) => {
    const number = parseWord(value);
    if (number !== null && number <= most) return number;
    throw new InvalidArgumentError(fillText(words.rangeReason, { least: 0, most }));
  };
}

function parseOffset(value: string): number {
  const offset = parseWord(value);
  if (offset === null) throw new InvalidArgumentError(words.wordReason);
  return offset;
}

function parseSize(value: string): number {
  const sizeBytes = parseByteNumber(value);
  if (sizeBytes === null || sizeBytes === 0) throw new InvalidArgumentError(words.sizeReason);
  return sizeBytes;
}
