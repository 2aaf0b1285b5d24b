import { basename } from 'node:path';
import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { checkPartitions } from '../../../src-shared/partitions/check-partitions';
import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import { formatPartitionOffset } from '../../../src-shared/partitions/partition-number';
import { buildPartitionTable } from '../../engine/image/partition-table';
import { formatPartitionCsv } from '../../engine/partitions/partition-csv';
import { readPartitionFile, type PartitionFile } from '../../engine/partitions/read-partition-file';
import type { CliIo } from '../cli-io';
import { readInputFile, writeWholeFile } from '../esptool/image-files';
import { enPartitions as words } from '../locales/en-partitions';
import { tableLines } from './print-table';
import { problemLines, settleProblems } from './problem-text';
import { addTableOptions, checkOptions, csvOptions, type TableOptions } from './table-options';

interface ToBinOptions extends TableOptions {
  readonly disableMd5sum?: boolean;
}

/** `kiln partitions …`: works on files alone. */
export function addPartitionsCommand(program: Command, io: CliIo): void {
  const parent = program.command('partitions').description(words.about);
  const add = (name: string, description: string): Command =>
    addTableOptions(parent.command(name).description(description));

  add('to-bin', words.toBin)
    .argument('<csv>', words.csvFile)
    .argument('<output>', words.binFile)
    .option('--disable-md5sum', words.disableMd5)
    .action((path: string, output: string, options: ToBinOptions) => toBin(path, output, options, io));
  add('to-csv', words.toCsv)
    .argument('<file>', words.tableFile)
    .argument('[output]', words.csvOutput)
    .action((path: string, output: string | undefined, options: TableOptions) =>
      toCsv(path, output, options, io),
    );
  add('show', words.show)
    .argument('<file>', words.tableFile)
    .action((path: string, options: TableOptions) => show(path, options, io));
  add('check', words.check)
    .argument('<file>', words.tableFile)
    .action((path: string, options: TableOptions) => check(path, options, io));
}

async function toBin(path: string, output: string, options: ToBinOptions, io: CliIo): Promise<void> {
  const file = await readTable(path, options);
  const md5 = options.disableMd5sum !== true;
  const { rows } = file.table;
  settleProblems(checkPartitions(rows, { ...checkOptions(file, options), md5 }), io.err);
  await writeWholeFile(output, buildPartitionTable(layOutPartitions(rows, file.table), { md5 }));
  io.out.write(`${fillText(words.made, { count: rows.length, file: basename(output) })}\n`);
}

async function toCsv(
  path: string,
  output: string | undefined,
  options: TableOptions,
  io: CliIo,
): Promise<void> {
  const file = await readTable(path, options);
  settleProblems(checkPartitions(file.table.rows, checkOptions(file, options)), io.err);
  const entries = layOutPartitions(file.table.rows, file.table);
  const csv = formatPartitionCsv(entries);
  if (output === undefined) io.out.write(csv);
  else {
    await writeWholeFile(output, new TextEncoder().encode(csv));
    io.out.write(`${fillText(words.made, { count: entries.length, file: basename(output) })}\n`);
  }
}

/** Shows faulty tables too, and what is wrong with them. */
async function show(path: string, options: TableOptions, io: CliIo): Promise<void> {
  const file = await readTable(path, options, { mayEndEarly: true });
  const problems = checkPartitions(file.table.rows, checkOptions(file, options));
  for (const line of tableLines(file, options.flashSize ?? null)) io.out.write(`${line}\n`);
  if (problems.length > 0) io.out.write('\n');
  for (const line of problemLines(problems)) io.out.write(`${line}\n`);
}

/** Throws `partitions-refused` where something is wrong, so that scripts see it too. */
async function check(path: string, options: TableOptions, io: CliIo): Promise<void> {
  const file = await readTable(path, options);
  settleProblems(checkPartitions(file.table.rows, checkOptions(file, options)), io.err);
  const entries = layOutPartitions(file.table.rows, file.table);
  const end = Math.max(...entries.map(({ offset, sizeBytes }) => offset + sizeBytes));
  io.out.write(`${fillText(words.fine, { count: entries.length, end: formatPartitionOffset(end) })}\n`);
}

/** `mayEndEarly`: for looking only, at what could not be built again. */
async function readTable(
  path: string,
  options: TableOptions,
  { mayEndEarly = false } = {},
): Promise<PartitionFile> {
  return readPartitionFile(await readInputFile(path), { ...csvOptions(options), mayEndEarly });
}
