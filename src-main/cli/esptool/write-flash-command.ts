import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import type { SegmentResult } from '../../../src-shared/model/job';
import { identify } from '../../engine/operations/identify';
import { writeFlash } from '../../engine/operations/write-flash';
import type { WriteSegment } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { formatAddress, formatKilobits, formatSeconds } from '../format-quantities';
import { gather } from '../gather';
import { en } from '../locales/en';
import type { ProgressPrinter } from '../progress-printer';
import { usageError } from '../usage-error';
import { addFlashTypeOption, addSpiConnectionOption, flashAccess } from './flash-access';
import { readGlobalOptions, type GlobalOptions } from './global-options';
import { addHeaderOptions } from './header-options';
import { addNandEndOption } from './nand-commands';
import { boardLines } from './print-board';
import { withChip } from './with-chip';
import { checkWriteOptions, readSegments, type WriteFlashOptions } from './write-flash-options';

const words = en.esptool;

export function addWriteFlashCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('write-flash')
    .description(words.writeFlash)
    .argument('<addr-filename...>', words.addrFilename)
    .option('-e, --erase-all', words.eraseAll)
    .option('-p, --no-progress', words.noProgress)
    .option('--encrypt', words.encrypt)
    .option('--encrypt-files <addr-filename...>', words.encryptFiles)
    .option('--ignore-flash-enc-efuse', words.ignoreEncryptionEfuse)
    .option('--diff-with <file>', words.diffWith, gather, [])
    .option('--trust-flash-content', words.trustFlashContent)
    .option('-s, --skip-flashed', words.skipFlashed)
    .option('--force', words.force)
    .option('-z, --compress', words.compress)
    .option('-u, --no-compress', words.noCompress);
  addNandEndOption(command);
  addHeaderOptions(command);
  addFlashTypeOption(command);
  addSpiConnectionOption(command);
  refuseBoth(command);
  command.action(async (pairs: readonly string[], options: WriteFlashOptions) => {
    checkWriteOptions(options);
    const segments = await readSegments(pairs, options);
    await write(segments, options, readGlobalOptions(parent), io());
  });
}

/** The last of two opposites would win: which one was meant is not ours to guess. */
function refuseBoth(command: Command): void {
  const seen = new Set<string>();
  for (const name of ['compress', 'no-compress']) {
    command.on(`option:${name}`, () => {
      seen.add(name);
      if (seen.size > 1) throw usageError(words.eitherOr, { first: '--compress', second: '--no-compress' });
    });
  }
}

async function write(
  segments: readonly WriteSegment[],
  options: WriteFlashOptions,
  global: GlobalOptions,
  io: CliIo,
): Promise<void> {
  const title = (stage: string, index: number | null): string | null => {
    const segment = index === null ? undefined : segments[index];
    if (stage !== 'write' || segment === undefined) return null;
    const { name, data, offset } = segment;
    return fillText(words.writing, { name, size: data.length, offset: formatAddress(offset) });
  };
  const work = {
    ...{ global, io, title, showBytes: options.progress },
    ...{ repeatable: true, compress: options.compress ?? true },
  };
  await withChip(work, async ({ session, printer, run, link }) => {
    for (const line of boardLines(await identify(session, run))) printer.line(line);
    const request = {
      ...flashAccess(global, options),
      segments,
      flashMode: options.flashMode,
      flashFrequency: options.flashFreq,
      flashSize: options.flashSize,
      // What an attempt before this one has written is left out instead of being erased again.
      eraseAll: (options.eraseAll ?? false) && link.attempt === 1,
      compress: link.compress ? (options.compress ?? null) : false,
      verify: true,
      skipUnchanged: (options.skipFlashed ?? false) || link.attempt > 1,
      force: options.force ?? false,
      ignoreEncryptionEfuse: options.ignoreFlashEncEfuse ?? false,
      trustPrevious: options.trustFlashContent ?? false,
    };
    const results = await writeFlash(session, request, run);
    results.forEach((result, index) => printResult(result, index, printer));
  });
}

function printResult(result: SegmentResult, index: number, printer: ProgressPrinter): void {
  const { name, sizeBytes, wireBytes, outcome } = result;
  const offset = formatAddress(result.offset);
  if (outcome === 'unchanged') {
    printer.line(fillText(words.unchanged, { name, offset }));
    return;
  }
  const durationMs = printer.durationMs('write', index) ?? 0;
  printer.line(
    fillText(words.wrote, {
      size: sizeBytes,
      wire: wireBytes,
      offset,
      seconds: formatSeconds(durationMs),
      rate: formatKilobits(sizeBytes, durationMs),
    }),
  );
  printer.line(outcome === 'verified' ? words.hashVerified : fillText(words.notCompared, { name }));
}
