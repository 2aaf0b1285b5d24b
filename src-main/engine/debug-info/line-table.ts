import { IntervalIndexBuilder, type IntervalIndex } from './interval-index';
import type { FormValue } from './form-values';
import { readLineProgramHeader, type LineFile, type LineProgramHeader } from './line-program-header';
import type { LineRows, LineSequence } from './line-rows';
import { runLineProgram } from './run-line-program';

export interface LinePlace {
  /** As the compiler was given it, behind the directory of the compilation unless it is absolute. */
  readonly file: string;
  /** 0 where the compiler names none. */
  readonly line: number;
  readonly column: number;
}

/** What a line table needs of its unit. */
export interface LineTableSite {
  readonly compilationDirectory: string;
  text(value: FormValue): string | null;
  /** False for what the linker has thrown away. */
  isCode(address: number): boolean;
}

/** The lines of one unit. */
export class LineTable {
  readonly #offset: number;
  readonly #header: LineProgramHeader;
  readonly #files: readonly LineFile[];
  readonly #rows: LineRows;
  readonly #site: LineTableSite;
  readonly #sequences: readonly LineSequence[];
  readonly #index: IntervalIndex;

  /** `offset` in `section`, the contents of .debug_line. Throws `elf-invalid`. */
  constructor(section: Uint8Array, offset: number, site: LineTableSite) {
    this.#offset = offset;
    this.#site = site;
    this.#header = readLineProgramHeader(section, offset);
    const { rows, moreFiles } = runLineProgram(section, this.#header);
    this.#rows = rows;
    this.#files = [...this.#header.files, ...moreFiles];
    this.#sequences = withoutOverlaps(rows.sequences.filter(({ low }) => site.isCode(low)));
    const index = new IntervalIndexBuilder();
    this.#sequences.forEach(({ low, high }, number) => index.add(low, high, number));
    this.#index = index.build();
  }

  get rowCount(): number {
    return this.#rows.words.length / 4;
  }

  /** How much of .debug_line it takes. */
  get sizeBytes(): number {
    return this.#header.end - this.#offset;
  }

  get sequences(): readonly LineSequence[] {
    return this.#sequences;
  }

  /** Where the code at `address` comes from; null where no row covers it. */
  placeOf(address: number): LinePlace | null {
    const interval = this.#index.containing(address)[0];
    const sequence = interval === undefined ? undefined : this.#sequences[interval.value];
    if (sequence === undefined) return null;
    const { words } = this.#rows;
    let from = sequence.firstRow;
    let to = sequence.firstRow + sequence.rowCount;
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      if ((words[middle * 4] ?? 0) <= address) from = middle;
      else to = middle;
    }
    const at = from * 4;
    return { file: this.fileName(words[at + 1] ?? 0), line: words[at + 2] ?? 0, column: words[at + 3] ?? 0 };
  }

  /** `number` as rows and call sites count files; empty for one that is not there. */
  fileName(number: number): string {
    const isNew = this.#header.version >= 5;
    const file = this.#files[isNew ? number : number - 1];
    const name = file === undefined ? null : this.#site.text(file.name);
    if (file === undefined || name === null) return '';
    if (isAbsolute(name)) return name;
    const directory = this.#header.directories[isNew ? file.directory : file.directory - 1];
    const folder = directory === undefined ? '' : (this.#site.text(directory) ?? '');
    const base = isAbsolute(folder) ? '' : this.#site.compilationDirectory;
    return [base, folder, name].filter((part) => part !== '').join('/');
  }
}

/** Compilers run on Windows too. */
function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\');
}

/** Where sequences lie over one another the one that begins first holds, as the toolchains' tools read it. */
function withoutOverlaps(sequences: readonly LineSequence[]): readonly LineSequence[] {
  const sorted = [...sequences].sort((a, b) => a.low - b.low || b.high - a.high);
  const kept: LineSequence[] = [];
  let reached = 0;
  for (const sequence of sorted) {
    if (sequence.high <= reached) continue;
    kept.push(sequence.low < reached ? { ...sequence, low: reached } : sequence);
    reached = sequence.high;
  }
  return kept;
}
