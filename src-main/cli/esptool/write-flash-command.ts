import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import type { SegmentResult } from '../../../src-shared/model/job';
import { identify } from '../../engine/operations/identify';
import { writeFlash } from '../../engine/operations/write-flash';
import type { WriteSegment } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { formatAddress, formatKilobits, formatSeconds } from '../format-quantities';
import { en } from '../locales/en';
import type { ProgressPrinter } from '../progress-printer';
import { usageError } from '../usage-error';
import { readAddressFilePairs } from './address-file-pairs';
import type { GlobalOptions } from './global-options';
import { addHeaderOptions, type HeaderOptions } from './header-options';
import { boardLines } from './print-board';
import { addUnbuiltOptions } from './unbuilt';
import { withChip } from './with-chip';

const words = en.esptool;

interface WriteFlashOptions extends HeaderOptions {
  readonly eraseAll?: boolean;
  readonly progress: boolean;
  readonly skipFlashed?: boolean;
  readonly force?: boolean;
  readonly compress?: boolean;
}

const unbuiltOptions: readonly string[] = [
  ...['--encrypt', '--encrypt-files <files...>', '--ignore-flash-enc-efuse', '--diff-with <file>'],
  ...['--trust-flash-content', '--nand-end-address <address>', '--flash-type <type>'],
  '--spi-connection <pins>',
];

export function addWriteFlashCommand(parent: Command, io: () => CliIo): void {
  const command = parent
    .command('write-flash')
    .description(words.writeFlash)
    .argument('<addr-filename...>', words.addrFilename)
    .option('-e, --erase-all', words.eraseAll)
    .option('-p, --no-progress', words.noProgress)
    .option('-s, --skip-flashed', words.skipFlashed)
    .option('--force', words.force)
    .option('-z, --compress', words.compress)
    .option('-u, --no-compress', words.noCompress);
  addHeaderOptions(command);
  addUnbuiltOptions(command, unbuiltOptions);
  refuseBoth(command);
  command.action(async (pairs: readonly string[], options: WriteFlashOptions) => {
    const segments = await readAddressFilePairs(pairs);
    await write(segments, options, parent.opts<GlobalOptions>(), io());
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
  await withChip({ global, io, title, showBytes: options.progress }, async ({ session, printer, run }) => {
    for (const line of boardLines(await identify(session, run))) printer.line(line);
    const request = {
      segments,
      flashMode: options.flashMode,
      flashFrequency: options.flashFreq,
      flashSize: options.flashSize,
      eraseAll: options.eraseAll ?? false,
      compress: options.compress ?? null,
      verify: true,
      skipUnchanged: options.skipFlashed ?? false,
      force: options.force ?? false,
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
