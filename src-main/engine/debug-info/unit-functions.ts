import type { Abbreviation, Abbreviations } from './abbreviations';
import type { AddressRange, RangeReader } from './address-ranges';
import { ByteCursor, damaged } from './byte-cursor';
import { attribute, tag } from './dwarf-numbers';
import { IntervalIndexBuilder, type IntervalIndex } from './interval-index';
import { numberOf, readEntryValues, skipEntryValues } from './read-entry';
import type { UnitHeader } from './unit-headers';

/** A function with code of its own, or one that is inlined into another. */
export interface FunctionEntry {
  /** Of its entry in .debug_info. */
  readonly offset: number;
  /** The function that it is inlined into; null for one with code of its own. */
  readonly caller: FunctionEntry | null;
  readonly callFile: number;
  readonly callLine: number;
  readonly callColumn: number;
  /** Where its first range begins; null without code. */
  readonly low: number | null;
}

/** What names the entries within it: namespace, class, function. Offsets are those of .debug_info. */
export interface Scope {
  readonly offset: number;
  /** The first byte after its last child. */
  end: number;
  readonly outer: Scope | null;
}

export interface UnitEntries {
  readonly functions: readonly FunctionEntry[];
  /** In the order of their offsets. */
  readonly scopes: readonly Scope[];
  /** Ranges of `functions`, by number. */
  readonly index: IntervalIndex;
}

export const noEntries: UnitEntries = {
  functions: [],
  scopes: [],
  index: new IntervalIndexBuilder().build(),
};

const functionTags: ReadonlySet<number> = new Set([tag.subprogram, tag.inlinedSubroutine, tag.entryPoint]);
const scopeTags: ReadonlySet<number> = new Set([
  tag.namespace,
  tag.module,
  tag.classType,
  tag.structureType,
  tag.unionType,
  tag.interfaceType,
  tag.subprogram,
]);
const wanted: ReadonlySet<number> = new Set([
  attribute.lowAddress,
  attribute.highAddress,
  attribute.ranges,
  attribute.callFile,
  attribute.callLine,
  attribute.callColumn,
]);

/** Far more than the largest program linked in one piece has in a unit. */
const mostEntries = 500_000;

export interface UnitScan {
  readonly header: UnitHeader;
  /** The contents of .debug_info. */
  readonly section: Uint8Array;
  readonly abbreviations: Abbreviations;
  readonly ranges: RangeReader;
  isCode(address: number): boolean;
}

/** Walks all entries of a unit once. Throws `elf-invalid`. */
export function readUnitEntries(scan: UnitScan): UnitEntries {
  const walk = new EntryWalk(scan);
  walk.run();
  return walk.entries();
}

/** What holds for the children of an entry. */
interface Level {
  readonly enclosing: FunctionEntry | null;
  readonly scope: Scope | null;
  /** The entry itself is this scope: it ends where its children end. */
  readonly opened: Scope | null;
}

const outermost: Level = { enclosing: null, scope: null, opened: null };

class EntryWalk {
  readonly #scan: UnitScan;
  readonly #cursor: ByteCursor;
  readonly #functions: FunctionEntry[] = [];
  readonly #scopes: Scope[] = [];
  readonly #index = new IntervalIndexBuilder();
  readonly #levels: Level[] = [];
  #level = outermost;

  constructor(scan: UnitScan) {
    this.#scan = scan;
    this.#cursor = new ByteCursor(scan.section, scan.header.entriesOffset, scan.header.end);
  }

  entries(): UnitEntries {
    return { functions: this.#functions, scopes: this.#scopes, index: this.#index.build() };
  }

  run(): void {
    const cursor = this.#cursor;
    while (!cursor.atEnd) {
      const offset = cursor.position;
      const code = cursor.uleb();
      if (code === 0) this.#leave();
      else this.#enter(offset, code);
    }
  }

  #enter(offset: number, code: number): void {
    const abbreviation = this.#scan.abbreviations.get(code);
    if (abbreviation === undefined) throw damaged('an entry has no abbreviation');
    const { enclosing, scope } = this.#level;
    const entry = functionTags.has(abbreviation.tag) ? this.#function(offset, abbreviation) : null;
    if (entry === null) skipEntryValues(this.#cursor, abbreviation);
    if (!abbreviation.hasChildren) return;
    this.#levels.push(this.#level);
    if (!scopeTags.has(abbreviation.tag)) {
      this.#level = { enclosing: entry ?? enclosing, scope, opened: null };
      return;
    }
    const opened: Scope = { offset, end: this.#scan.header.end, outer: scope };
    this.#scopes.push(opened);
    if (this.#scopes.length > mostEntries) throw damaged('it has too many entries');
    this.#level = { enclosing: entry ?? enclosing, scope: opened, opened };
  }

  #leave(): void {
    if (this.#level.opened !== null) this.#level.opened.end = this.#cursor.position;
    this.#level = this.#levels.pop() ?? outermost;
  }

  #function(offset: number, abbreviation: Abbreviation): FunctionEntry {
    const site = { section: '.debug_info', unitOffset: this.#scan.header.offset } as const;
    const values = readEntryValues(this.#cursor, abbreviation, wanted, site);
    const numberAt = (name: number): number => numberOf(values.get(name)) ?? 0;
    const ranges = this.#scan.ranges.rangesOf(values).filter(({ low }) => this.#scan.isCode(low));
    const isInlined = abbreviation.tag === tag.inlinedSubroutine;
    const entry: FunctionEntry = {
      offset,
      caller: isInlined ? this.#level.enclosing : null,
      callFile: numberAt(attribute.callFile),
      callLine: numberAt(attribute.callLine),
      callColumn: numberAt(attribute.callColumn),
      low: ranges[0]?.low ?? null,
    };
    this.#keep(entry, ranges);
    return entry;
  }

  #keep(entry: FunctionEntry, ranges: readonly AddressRange[]): void {
    if (ranges.length === 0) return;
    for (const { low, high } of ranges) this.#index.add(low, high, this.#functions.length);
    this.#functions.push(entry);
    if (this.#functions.length > mostEntries) throw damaged('it has too many functions');
  }
}

/** The function with the narrowest range around the address: of equal ones the innermost, which comes last. */
export function functionAt({ functions, index }: UnitEntries, address: number): FunctionEntry | null {
  let best: { sizeBytes: number; value: number } | null = null;
  for (const { low, high, value } of index.containing(address)) {
    const sizeBytes = high - low;
    if (best === null || sizeBytes < best.sizeBytes || (sizeBytes === best.sizeBytes && value > best.value))
      best = { sizeBytes, value };
  }
  return best === null ? null : (functions[best.value] ?? null);
}

/** The innermost scope that the entry at `offset` lies in. */
export function scopeAround(scopes: readonly Scope[], offset: number): Scope | null {
  let from = 0;
  let to = scopes.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((scopes[middle]?.offset ?? 0) < offset) from = middle + 1;
    else to = middle;
  }
  let scope = scopes[from - 1] ?? null;
  while (scope !== null && scope.end <= offset) scope = scope.outer;
  return scope;
}
