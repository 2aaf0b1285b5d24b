import { InvalidArgumentError, Option, type Command } from 'commander';
import { partitionTableOffset } from '../../../src-shared/model/partition-table';
import type { PartitionCheckOptions } from '../../../src-shared/partitions/check-partitions';
import type { PartitionCsvOptions } from '../../engine/partitions/partition-csv';
import type { PartitionFile } from '../../engine/partitions/read-partition-file';
import { choiceOption } from '../esptool/option-values';
import { enPartitions as words } from '../locales/en-partitions';
import { parseByteNumber, parseWord } from '../parse-number';

/** What all commands about partition tables take. Offsets and sizes in bytes. */
export interface TableOptions {
  readonly offset: number;
  readonly flashSize?: number;
  readonly secure?: 'v1' | 'v2';
  readonly primaryBootloaderOffset?: number;
  readonly recoveryBootloaderOffset?: number;
}

export function addTableOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-o, --offset <offset>', words.offset)
        .default(partitionTableOffset, '0x8000')
        .argParser(parseOffset),
    )
    .addOption(new Option('--flash-size <size>', words.flashSize).argParser(parseSize))
    .addOption(choiceOption('--secure <version>', words.secure, ['v1', 'v2']))
    .addOption(
      new Option('--primary-bootloader-offset <offset>', words.primaryBootloader).argParser(parseOffset),
    )
    .addOption(
      new Option('--recovery-bootloader-offset <offset>', words.recoveryBootloader).argParser(parseOffset),
    );
}

export function csvOptions(options: TableOptions): PartitionCsvOptions {
  return {
    tableOffset: options.offset,
    bootloaderOffset: options.primaryBootloaderOffset ?? null,
    recoveryBootloaderOffset: options.recoveryBootloaderOffset ?? null,
  };
}

/** The order of rows is a rule of CSV files alone. */
export function checkOptions(
  { format, table }: PartitionFile,
  { flashSize, secure }: TableOptions,
): PartitionCheckOptions {
  return {
    tableOffset: table.tableOffset,
    flashSizeBytes: flashSize ?? null,
    md5: table.hasMd5,
    secureBoot: secure ?? null,
    rowOrder: format === 'csv' ? 'rising' : 'any',
  };
}

function parseOffset(value: string): number {
  const offset = parseWord(value);
  if (offset === null) throw new InvalidArgumentError(words.offsetReason);
  return offset;
}

function parseSize(value: string): number {
  const sizeBytes = parseByteNumber(value);
  if (sizeBytes === null || sizeBytes === 0) throw new InvalidArgumentError(words.sizeReason);
  return sizeBytes;
}
