import type { SourcePlace } from '../../../src-shared/model/crash';
import { parseElf, type ElfFile, type ElfMachine } from '../image/elf';
import { CodeSections } from './code-sections';
import { DebugSections } from './debug-sections';
import type { DwarfUnit } from './dwarf-unit';
import { FrameTable } from './frame-table';
import type { CfaRow } from './cfa-row';
import { functionName, noName } from './function-name';
import type { LineTable } from './line-table';
import { SymbolTable, type FunctionSymbol } from './symbol-table';
import { functionAt, type FunctionEntry } from './unit-functions';
import { UnitCache } from './unit-cache';
import { readUnitHeaders } from './unit-headers';
import { UnitIndex, readOrNothing } from './unit-index';

/** A place with what names its function beside its qualified name. */
export interface LinkedPlace extends SourcePlace {
  /** As the linker knows it: `_ZN3net6Client7connectEi`; null where the compiler has not said, as for all of C. */
  readonly linkageName: string | null;
  /** Without its scopes: `connect`. */
  readonly plainName: string;
  /** Where the function's code, inlined or not, begins; null where only the symbol table knows it. */
  readonly startAddress: number | null;
}

interface Units {
  readonly index: UnitIndex;
  readonly cache: UnitCache;
}

/** More functions inlined into one another are a hostile file's. */
const mostInlined = 256;

/**
 * From addresses of a linked program to functions, files and lines. Opening reads the ELF's tables only; units of the debug
 * information are read when an address leads to them. Parts that are damaged count as not there.
 * @source DWARF 2 to 5, ELF specification
 */
export class DebugInfo {
  readonly architecture: ElfMachine;
  /** Without lines only functions can be named. */
  readonly hasLines: boolean;
  readonly #elf: ElfFile;
  readonly #sections: DebugSections;
  readonly #code: CodeSections;
  #units: Units | null = null;
  #symbols: SymbolTable | null = null;
  #frames: FrameTable | null = null;

  private constructor(elf: ElfFile) {
    this.#elf = elf;
    this.architecture = elf.machine;
    this.#sections = new DebugSections(elf);
    this.#code = new CodeSections(elf);
    this.hasLines = this.#sections.has('.debug_line') && this.#sections.has('.debug_info');
  }

  /** Keeps views of `elf`. Throws `elf-invalid` for what is no ELF file of a chip's program. */
  static open(elf: Uint8Array, name?: string): DebugInfo {
    return new DebugInfo(parseElf(elf, name));
  }

  isCode(address: number): boolean {
    return this.#code.isCode(address);
  }

  /** Innermost first: all but the last are inlined into the next. Empty for addresses that nothing is known of. */
  places(pc: number): readonly SourcePlace[] {
    return this.linkedPlaces(pc).map(({ function: name, file, line, column }) => ({
      function: name,
      file,
      line,
      column,
    }));
  }

  /** As `places`, with the names that linkers use. */
  linkedPlaces(pc: number): readonly LinkedPlace[] {
    if (!this.isCode(pc)) return [];
    const { index, cache } = this.#openUnits();
    const symbol = this.#symbolRecord(pc);
    let places: readonly LinkedPlace[] = [];
    for (const number of index.unitsAround(pc)) {
      const unit = cache.unit(number);
      if (unit !== null) places = this.#placesIn(unit, pc, symbol);
      if (places.length > 0) break;
    }
    cache.trim();
    if (places.length > 0 || symbol === null) return places;
    return [{ ...bySymbol(symbol), file: symbol.file, line: 0, column: 0 }];
  }

  /** The function that begins at `address` or last before it, by the symbol table; null outside of code. */
  symbolAt(address: number): { name: string; address: number; sizeBytes: number } | null {
    const symbol = this.#symbolRecord(address);
    return symbol === null
      ? null
      : { name: symbol.name, address: symbol.address, sizeBytes: symbol.sizeBytes };
  }

  /** How the caller's registers are found from those at `pc`; null where the file does not tell. */
  unwindRow(pc: number): CfaRow | null {
    this.#frames ??= new FrameTable(this.#elf, (address) => this.isCode(address));
    return this.#frames.rowAt(pc);
  }

  #placesIn(unit: DwarfUnit, pc: number, symbol: FunctionSymbol | null): readonly LinkedPlace[] {
    const lines = readOrNothing(() => unit.lines());
    const entries = readOrNothing(() => unit.entries());
    const innermost = entries === null ? null : functionAt(entries, pc);
    const line = lines?.placeOf(pc) ?? null;
    if (innermost === null && line === null) return [];
    const places: LinkedPlace[] = [];
    let place = line ?? { file: '', line: 0, column: 0 };
    if (innermost === null) {
      return [{ ...bySymbol(symbol), ...place, file: place.file || (symbol?.file ?? '') }];
    }
    let entry: FunctionEntry | null = innermost;
    while (entry !== null && places.length < mostInlined) {
      places.push({ ...this.#names(entry), ...place });
      place = callSite(entry, lines);
      entry = entry.caller;
    }
    return places;
  }

  #names(entry: FunctionEntry): Names {
    const { cache } = this.#openUnits();
    const found = readOrNothing(() => functionName((offset) => cache.unitAt(offset), entry.offset));
    const { qualified, plain, linkage } = found ?? noName;
    return {
      function: qualified || (linkage ?? ''),
      plainName: plain,
      linkageName: linkage,
      startAddress: entry.low,
    };
  }

  #symbolRecord(address: number): FunctionSymbol | null {
    this.#symbols ??= new SymbolTable(this.#elf, (at) => this.#code.around(at)?.low ?? null);
    return this.#symbols.at(address);
  }

  #openUnits(): Units {
    if (this.#units !== null) return this.#units;
    const headers = readUnitHeaders(this.#sections.get('.debug_info'));
    const context = { sections: this.#sections, isCode: (address: number) => this.isCode(address) };
    this.#units = { index: new UnitIndex(context, headers), cache: new UnitCache(context, headers) };
    return this.#units;
  }
}

type Names = Omit<LinkedPlace, 'file' | 'line' | 'column'>;

function bySymbol(symbol: FunctionSymbol | null): Names {
  const name = symbol?.name ?? '';
  return { function: name, plainName: name, linkageName: null, startAddress: null };
}

function callSite(
  { callFile, callLine, callColumn }: FunctionEntry,
  lines: LineTable | null,
): Pick<SourcePlace, 'file' | 'line' | 'column'> {
  return { file: lines?.fileName(callFile) ?? '', line: callLine, column: callColumn };
}
