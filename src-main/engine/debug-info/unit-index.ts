import { AppError } from '../../../src-shared/errors/app-error';
import { ByteCursor } from './byte-cursor';
import { DwarfUnit, type UnitContext } from './dwarf-unit';
import { IntervalIndexBuilder, type IntervalIndex } from './interval-index';
import type { UnitHeader } from './unit-headers';

/** Tells which units an address may belong to, by their numbers: first by .debug_aranges, then by what each unit says. */
export class UnitIndex {
  readonly #context: UnitContext;
  readonly #headers: readonly UnitHeader[];
  #byAranges: IntervalIndex | null = null;
  #byRoots: IntervalIndex | null = null;

  constructor(context: UnitContext, headers: readonly UnitHeader[]) {
    this.#context = context;
    this.#headers = headers;
  }

  unitsAround(address: number): readonly number[] {
    this.#byAranges ??= this.#readAranges();
    const units = numbersAround(this.#byAranges, address);
    if (units.length > 0) return units;
    this.#byRoots ??= this.#readRoots();
    const saidByThemselves = numbersAround(this.#byRoots, address);
    if (saidByThemselves.length > 0) return saidByThemselves;
    // What fills up the space between two functions belongs to the lines of the first but to no unit's ranges.
    return [this.#byAranges.before(address), this.#byRoots.before(address)].flatMap((nearest) =>
      nearest === null ? [] : [nearest.value],
    );
  }

  /** Sets that cannot be read are left out. @source DWARF 5, 6.1.2 */
  #readAranges(): IntervalIndex {
    const section = this.#context.sections.get('.debug_aranges');
    const numbers = new Map(this.#headers.map(({ offset }, number) => [offset, number]));
    const index = new IntervalIndexBuilder();
    for (let offset = 0; offset + 12 <= section.length;) {
      const cursor = new ByteCursor(section, offset);
      const end = offset + 4 + cursor.u32();
      if (end > section.length) break;
      const set = new ByteCursor(section, offset + 4, Math.max(end, offset + 4));
      const add = (low: number, high: number, unit: number): void => {
        if (this.#context.isCode(low)) index.add(low, high, unit);
      };
      readOrNothing(() => readArangeSet(set, offset, numbers, add));
      offset = end;
    }
    return index.build();
  }

  /** Reads the first entry of every unit: only where an address lies in none of the sets. */
  #readRoots(): IntervalIndex {
    const index = new IntervalIndexBuilder();
    const { sections } = this.#context;
    // Units that share tables again and again would cost without end; those of compilers stay far below.
    const abbreviations = new ReadingBudget(sections.get('.debug_abbrev').length);
    const lines = new ReadingBudget(sections.get('.debug_line').length);
    this.#headers.forEach((header, number) => {
      const unit = abbreviations.read(
        () => new DwarfUnit(this.#context, header),
        ({ abbreviationBytes }) => abbreviationBytes,
      );
      if (unit === null) return;
      let ranges: readonly { readonly low: number; readonly high: number }[] =
        readOrNothing(() => unit.rootRanges()) ?? [];
      if (ranges.length === 0 && unit.statementList !== null) {
        const table = lines.read(
          () => unit.lines(),
          (read) => read?.sizeBytes ?? 0,
        );
        ranges = table?.sequences ?? [];
      }
      for (const { low, high } of ranges) if (this.#context.isCode(low)) index.add(low, high, number);
    });
    return index.build();
  }
}

/** Lets a section be read a few times over, and no more. */
class ReadingBudget {
  readonly #sectionBytes: number;
  #leftBytes: number;

  constructor(sectionBytes: number) {
    this.#sectionBytes = sectionBytes;
    this.#leftBytes = 4 * sectionBytes;
  }

  /** Null for what is damaged, and for everything once the budget is spent. */
  read<T>(read: () => T, sizeBytesOf: (result: T) => number): T | null {
    if (this.#leftBytes < 0) return null;
    const result = readOrNothing(read);
    this.#leftBytes -= result === null ? this.#sectionBytes : sizeBytesOf(result);
    return result;
  }
}

function readArangeSet(
  cursor: ByteCursor,
  setOffset: number,
  numbers: ReadonlyMap<number, number>,
  add: (low: number, high: number, unit: number) => void,
): void {
  const version = cursor.u16();
  const unit = numbers.get(cursor.u32());
  const addressBytes = cursor.u8();
  const selectorBytes = cursor.u8();
  if (version !== 2 || addressBytes !== 4 || selectorBytes !== 0 || unit === undefined) return;
  // Pairs begin at a multiple of their size, counted from the start of the set.
  cursor.skip((8 - ((cursor.position - setOffset) % 8)) % 8);
  for (;;) {
    const low = cursor.u32();
    const sizeBytes = cursor.u32();
    if (low === 0 && sizeBytes === 0) return;
    add(low, low + sizeBytes, unit);
  }
}

/** What one unit or set has wrong must not take the others with it. */
export function readOrNothing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError && error.code === 'elf-invalid') return null;
    throw error;
  }
}

/** Each unit once, at most a few: programs of compilers have one for an address. */
function numbersAround(index: IntervalIndex, address: number): readonly number[] {
  return [...new Set(index.containing(address).map(({ value }) => value))].slice(0, 8);
}
