import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError, fillText } from '../../../src-shared/errors/app-error';
import type { NvsContents } from '../../../src-shared/model/nvs';
import { buildNvs } from '../../engine/nvs/build-nvs';
import { formatNvsCsv } from '../../engine/nvs/format-nvs-csv';
import { parseNvsCsv } from '../../engine/nvs/parse-nvs-csv';
import { readNvs } from '../../engine/nvs/read-nvs';
import type { CliIo } from '../cli-io';
import { readInputFile, writeWholeFile } from '../esptool/image-files';
import { sizeArgument } from '../esptool/number-arguments';
import { choiceOption } from '../esptool/option-values';
import { enNvs as words } from '../locales/en-nvs';
import { usageError } from '../usage-error';
import { readNamedFiles } from './named-files';
import { nvsLines, problemLines } from './print-nvs';

interface ShowOptions {
  readonly namespace?: string;
  readonly json?: boolean;
}

interface BuildOptions {
  readonly version: '1' | '2';
}

/** `kiln nvs …`: works on files alone. */
export function addNvsCommand(program: Command, io: CliIo): void {
  const parent = program.command('nvs').description(words.about);
  parent
    .command('show')
    .description(words.show)
    .argument('<image>', words.image)
    .option('--namespace <name>', words.namespace)
    .option('--json', words.json)
    .action((path: string, options: ShowOptions) => show(path, options, io));
  parent
    .command('build')
    .description(words.build)
    .argument('<csv>', words.csv)
    .argument('<output>', words.output)
    .argument('<size>', words.size, sizeArgument)
    .addOption(choiceOption('--version <version>', words.version, ['1', '2']).default('2'))
    .action((path: string, output: string, sizeBytes: number, options: BuildOptions) =>
      build(path, { output, sizeBytes, version: options.version === '1' ? 1 : 2 }, io),
    );
  parent
    .command('to-csv')
    .description(words.toCsv)
    .argument('<image>', words.image)
    .argument('[output]', words.csvOutput)
    .action((path: string, output: string | undefined) => toCsv(path, output, io));
}

async function show(path: string, { namespace, json }: ShowOptions, io: CliIo): Promise<void> {
  const all = readNvs(await readInputFile(path));
  const contents = namespace === undefined ? all : onlyNamespace(all, namespace);
  if (json === true) io.out.write(`${JSON.stringify(contents, null, 2)}\n`);
  else for (const line of nvsLines(contents)) io.out.write(`${line}\n`);
}

/** Where contents are encrypted nobody knows which namespaces there are. */
function onlyNamespace(contents: NvsContents, namespace: string): NvsContents {
  if (contents.encrypted) return contents;
  const entries = contents.entries.filter((entry) => entry.namespace === namespace);
  if (entries.length > 0) return { ...contents, entries };
  const names = new Set(contents.entries.map((entry) => entry.namespace));
  if (names.size === 0) throw usageError(words.noNamespaceAtAll, { namespace });
  throw usageError(words.noNamespace, { namespace, choices: [...names].join(', ') });
}

async function build(
  path: string,
  { output, sizeBytes, version }: { output: string; sizeBytes: number; version: 1 | 2 },
  { out, host }: CliIo,
): Promise<void> {
  const text = decodeText(await readInputFile(path), basename(path));
  const readFile = await readNamedFiles(text, resolve(host.workingFolder, path));
  const rows = parseNvsCsv(text, { readFile });
  await writeWholeFile(output, buildNvs(rows, { sizeBytes, version }));
  const count = rows.filter(({ kind }) => kind !== 'namespace').length;
  out.write(`${fillText(words.made, { count, size: sizeBytes, file: basename(output) })}\n`);
}

function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('file-unreadable', { name, reason: words.notUtf8 }, { cause: error });
  }
}

async function toCsv(path: string, output: string | undefined, { out, err }: CliIo): Promise<void> {
  const contents = readNvs(await readInputFile(path));
  const csv = formatNvsCsv(contents);
  for (const line of problemLines(contents.problems)) err.write(`${line}\n`);
  if (output === undefined) out.write(csv);
  else {
    await writeWholeFile(output, new TextEncoder().encode(csv));
    out.write(`${fillText(words.madeCsv, { count: contents.entries.length, file: basename(output) })}\n`);
  }
}
