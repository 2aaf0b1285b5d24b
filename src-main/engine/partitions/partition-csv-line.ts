import { AppError } from '../../../src-shared/errors/app-error';
import type { PartitionDraft } from '../../../src-shared/model/partition-table';
import {
  liesBeforeOthers,
  partitionTableSectorBytes,
  placePartition,
} from '../../../src-shared/partitions/lay-out-partitions';
import { parsePartitionNumber } from '../../../src-shared/partitions/partition-number';
import {
  dataSubtype,
  parsePartitionSubtype,
  parsePartitionType,
  partitionType,
  partitionTypes,
  recoverySubtype,
  subtypesOf,
  type PartitionWord,
} from '../../../src-shared/partitions/partition-types';

export const encryptedFlag = 'encrypted';
export const readOnlyFlag = 'readonly';

const largestWord = 0xffff_ffff;
const fieldCount = 6;
const mostQuotedCharacters = 40;

/** What rows about the bootloader and the table itself are filled in with; offsets in bytes, null where not known. */
export interface PartitionPlaces {
  readonly tableOffset: number;
  readonly bootloaderOffset: number | null;
  readonly recoveryBootloaderOffset: number | null;
}

/** One line on its way to a row. */
export class PartitionCsvLine {
  readonly #fields: readonly string[];
  readonly #number: number;

  constructor(line: string, number: number) {
    const variable = /\$(?:\w+|\{[^}]*\}?)/.exec(line)?.[0];
    if (variable !== undefined)
      throw csvLineInvalid(number, `${quoted(variable)} stands for something that only a build knows`);
    this.#fields = line.split(',', fieldCount).map((field) => field.trim());
    this.#number = number;
  }

  /** `end` is where the rows before it end, in bytes of flash. */
  read(places: PartitionPlaces, end: number): PartitionDraft {
    const type = this.#type();
    const subtype = this.#subtype(type);
    const offset = this.#offset(type, subtype, places);
    const sizeBytes = this.#size(type, places);
    const row = { name: this.#field(0), type, subtype, offset, sizeBytes, ...this.#flags() };
    if (sizeBytes >= 0) return row;
    const upTo = -sizeBytes - placePartition(row, end, places.tableOffset).offset;
    if (upTo <= 0) throw this.#wrong('it would end before it begins');
    return { ...row, sizeBytes: upTo };
  }

  #type(): number {
    const text = this.#field(1);
    if (text === '') throw this.#wrong('the type is missing');
    const type = parsePartitionType(text);
    if (type === null) throw this.#wrong(`${quoted(text)} is no type; there are ${namesOf(partitionTypes)}`);
    return type;
  }

  #subtype(type: number): number {
    const text = this.#field(2);
    if (text === '') {
      if (type === partitionType.app) throw this.#wrong('an app needs a subtype');
      return dataSubtype.undefined;
    }
    const subtype = parsePartitionSubtype(type, text);
    if (subtype !== null) return subtype;
    const known = subtypesOf(type);
    const choice = known.length === 0 ? 'a number up to 255 is needed' : `there are ${namesOf(known)}`;
    throw this.#wrong(`${quoted(text)} is no subtype; ${choice}`);
  }

  #offset(type: number, subtype: number, places: PartitionPlaces): number | null {
    if (type === partitionType.bootloader) {
      if (liesBeforeOthers({ type, subtype })) return places.bootloaderOffset ?? this.#fixed(3);
      if (subtype === recoverySubtype) return places.recoveryBootloaderOffset ?? this.#fixed(3);
    }
    if (type === partitionType.partitionTable && liesBeforeOthers({ type, subtype }))
      return places.tableOffset;
    const text = this.#field(3);
    if (text === '') return null;
    const offset = this.#number32(text);
    if (offset < 0) throw this.#wrong(`the offset ${quoted(text)} is below 0`);
    return offset;
  }

  /** Negative for “up to this offset”. */
  #size(type: number, { tableOffset, bootloaderOffset }: PartitionPlaces): number {
    if (type === partitionType.partitionTable) return partitionTableSectorBytes;
    if (type === partitionType.bootloader) {
      const sizeBytes = bootloaderOffset === null ? this.#fixed(4) : tableOffset - bootloaderOffset;
      return Math.max(sizeBytes ?? 0, 0);
    }
    const text = this.#field(4);
    if (text === '') throw this.#wrong('the size is missing');
    return this.#number32(text);
  }

  /** What builds fill in may be left out here, or say `N/A`. */
  #fixed(index: number): number | null {
    const value = parsePartitionNumber(this.#field(index));
    return value !== null && value >= 0 && value <= largestWord ? value : null;
  }

  #flags(): Pick<PartitionDraft, 'encrypted' | 'readOnly'> {
    const flags = this.#field(5).split(':');
    const unknown = flags.find((flag) => flag !== '' && flag !== encryptedFlag && flag !== readOnlyFlag);
    if (unknown !== undefined)
      throw this.#wrong(`${quoted(unknown)} is no flag; there are ${encryptedFlag}, ${readOnlyFlag}`);
    return { encrypted: flags.includes(encryptedFlag), readOnly: flags.includes(readOnlyFlag) };
  }

  #number32(text: string): number {
    const value = parsePartitionNumber(text);
    if (value === null) throw this.#wrong(`${quoted(text)} is no number of bytes, such as 0x9000, 24K or 1M`);
    if (Math.abs(value) > largestWord) throw this.#wrong(`${quoted(text)} is more than any flash has`);
    return value;
  }

  #field(index: number): string {
    return this.#fields[index] ?? '';
  }

  #wrong(reason: string): AppError {
    return csvLineInvalid(this.#number, reason);
  }
}

function namesOf(words: readonly PartitionWord[]): string {
  return words.map(({ name }) => name).join(', ');
}

/** As much of what a line says as a message has room for. */
export function quoted(text: string): string {
  return `“${text.length > mostQuotedCharacters ? `${text.slice(0, mostQuotedCharacters)}…` : text}”`;
}

/** Lines are counted from 1. */
export function csvLineInvalid(line: number, reason: string): AppError {
  return new AppError('partition-csv-invalid', { line, reason });
}
