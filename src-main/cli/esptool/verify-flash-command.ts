import type { Command } from 'commander';
import { fillText, toAppError, type AppError } from '../../../src-shared/errors/app-error';
import { findFlash } from '../../engine/operations/attach-flash';
import { compareFlash } from '../../engine/operations/compare-flash';
import { patchBootloader } from '../../engine/operations/patch-header';
import { readSecurity } from '../../engine/operations/security';
import { verifyFlash } from '../../engine/operations/verify-flash';
import type { FlashAccess, WriteSegment } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { formatAddress } from '../format-quantities';
import { en } from '../locales/en';
import { readAddressFilePairs } from './address-file-pairs';
import {
  addFlashTypeOption,
  addSpiConnectionOption,
  flashAccess,
  type FlashAccessOptions,
} from './flash-access';
import { readGlobalOptions } from './global-options';
import { addHeaderOptions, type HeaderOptions } from './header-options';
import { withChip, type ChipWork } from './with-chip';

const words = en.esptool;

interface VerifyFlashOptions extends HeaderOptions, FlashAccessOptions {
  readonly diff?: boolean;
}

export function addVerifyFlashCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('verify-flash')
    .description(words.verifyFlash)
    .argument('<addr-filename...>', words.addrFilename)
    .option('-d, --diff', words.diff);
  addHeaderOptions(command);
  addFlashTypeOption(command);
  addSpiConnectionOption(command);
  command.action(async (pairs: readonly string[], options: VerifyFlashOptions) => {
    const files = await readAddressFilePairs(pairs);
    const global = readGlobalOptions(parent);
    const access = flashAccess(global, options, options.flashSize);
    // What differs is not the link's fault: it is told once the board is left.
    const found: { difference: AppError | null } = { difference: null };
    await withChip({ global, io: io(), repeatable: true }, async (chip) => {
      const segments = await withHeader(chip, files, options, access);
      found.difference = await verifyAll(chip, segments, access, options.diff ?? false);
    });
    if (found.difference !== null) throw found.difference;
  });
}

/** The files as writing them with the same options would have put them on the chip. */
async function withHeader(
  { session, run }: ChipWork,
  segments: readonly WriteSegment[],
  { flashMode, flashFreq, flashSize }: HeaderOptions,
  access: FlashAccess,
): Promise<readonly WriteSegment[]> {
  if ([flashMode, flashFreq, flashSize].every((value) => value === 'keep')) return segments;
  const flash = await findFlash(session, access, run);
  const security = await readSecurity(session, run);
  const request = {
    segments,
    flashMode,
    flashFrequency: flashFreq,
    flashSize,
    eraseAll: false,
    compress: null,
    verify: true,
    skipUnchanged: false,
    force: false,
  };
  return patchBootloader(session, request, flash, security, run);
}

/** Tells about each segment. Returns what the first one that differs fails with; null where none does. */
async function verifyAll(
  chip: ChipWork,
  segments: readonly WriteSegment[],
  access: FlashAccess,
  diff: boolean,
): Promise<AppError | null> {
  const { session, printer, run } = chip;
  let failure: AppError | null = null;
  for (const segment of segments) {
    const { name, data, offset } = segment;
    const place = { name, size: data.length, offset: formatAddress(offset) };
    try {
      await verifyFlash(session, [segment], access, run);
      printer.line(fillText(words.verified, place));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'verify-failed') throw error;
      failure ??= error;
      printer.line(fillText(words.notVerified, place));
      if (diff) await showDifferences(chip, segment, access);
    }
  }
  return failure;
}

async function showDifferences(
  { session, printer, run }: ChipWork,
  segment: WriteSegment,
  access: FlashAccess,
): Promise<void> {
  const { name, offset, data } = segment;
  const [comparison] = await compareFlash(session, [segment], { ...access, listDifferences: true }, run);
  const { differingBytes: count, ranges } = comparison ?? { differingBytes: 0, ranges: [] };
  printer.line(
    fillText(words.differenceCount, { name, offset: formatAddress(offset), count, size: data.length }),
  );
  for (const { offset: at, sizeBytes, actual, expected } of ranges)
    printer.line(
      fillText(words.differenceLine, { address: formatAddress(at), size: sizeBytes, actual, expected }),
    );
  const listedBytes = ranges.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (listedBytes < count) printer.line(words.differenceMore);
}
