import type { Command } from 'commander';
import { fillText, toAppError } from '../../../src-shared/errors/app-error';
import { findFlash } from '../../engine/operations/attach-flash';
import { patchBootloader } from '../../engine/operations/patch-header';
import { readFlash } from '../../engine/operations/read-flash';
import { readSecurity } from '../../engine/operations/security';
import { verifyFlash } from '../../engine/operations/verify-flash';
import type { WriteSegment } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { formatAddress } from '../format-quantities';
import { en } from '../locales/en';
import { readAddressFilePairs } from './address-file-pairs';
import { findDifferences } from './find-differences';
import type { GlobalOptions } from './global-options';
import { addHeaderOptions, type HeaderOptions } from './header-options';
import { addUnbuiltOptions } from './unbuilt';
import { withChip, type ChipWork } from './with-chip';

const words = en.esptool;
/** Further ones are only counted. */
const shownDifferences = 16;

interface VerifyFlashOptions extends HeaderOptions {
  readonly diff?: boolean;
}

export function addVerifyFlashCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('verify-flash')
    .description(words.verifyFlash)
    .argument('<addr-filename...>', words.addrFilename)
    .option('-d, --diff', words.diff);
  addHeaderOptions(command);
  addUnbuiltOptions(command, ['--flash-type <type>', '--spi-connection <pins>']);
  command.action(async (pairs: readonly string[], options: VerifyFlashOptions) => {
    const files = await readAddressFilePairs(pairs);
    await withChip({ global: parent.opts<GlobalOptions>(), io: io() }, async (chip) => {
      const segments = await withHeader(chip, files, options);
      for (const segment of segments) await verifySegment(chip, segment, options.diff ?? false);
    });
  });
}

/** The files as writing them with the same options would have put them on the chip. */
async function withHeader(
  { session, run }: ChipWork,
  segments: readonly WriteSegment[],
  { flashMode, flashFreq, flashSize }: HeaderOptions,
): Promise<readonly WriteSegment[]> {
  if ([flashMode, flashFreq, flashSize].every((value) => value === 'keep')) return segments;
  const flash = await findFlash(session, run);
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

async function verifySegment(chip: ChipWork, segment: WriteSegment, diff: boolean): Promise<void> {
  const { session, printer, run } = chip;
  const place = {
    name: segment.name,
    size: segment.data.length,
    offset: formatAddress(segment.offset),
  };
  try {
    await verifyFlash(session, [segment], run);
    printer.line(fillText(words.verified, place));
  } catch (error) {
    if (diff && toAppError(error).code === 'verify-failed') await showDifferences(chip, segment);
    throw error;
  }
}

async function showDifferences({ session, printer, run }: ChipWork, segment: WriteSegment): Promise<void> {
  const { data, offset, name } = segment;
  const onChip = new Uint8Array(data.length);
  let done = 0;
  const onBytes = (bytes: Uint8Array): void => {
    onChip.set(bytes, done);
    done += bytes.length;
  };
  await readFlash(session, { offset, sizeBytes: data.length, onBytes }, run);
  const { count, first } = findDifferences(onChip, data, shownDifferences);
  printer.line(
    fillText(words.differenceCount, { name, offset: formatAddress(offset), count, size: data.length }),
  );
  for (const { index, actual, expected } of first)
    printer.line(
      fillText(words.differenceLine, {
        address: formatAddress(offset + index),
        actual: hexByte(actual),
        expected: hexByte(expected),
      }),
    );
  if (count > first.length) printer.line(words.differenceMore);
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
