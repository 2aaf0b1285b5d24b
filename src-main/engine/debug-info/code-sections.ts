import type { ElfFile } from '../image/elf';
import { IntervalIndexBuilder, type Interval, type IntervalIndex } from './interval-index';

/** sh_type of sections with contents, and sh_flags of those that are loaded and run. @source ELF specification, figures 1-9 and 1-11 */
const typeProgramBits = 1;
const flagsOfCode = 2 | 4;

/** Where a linked program has code. What the linker has thrown away lies outside, at 0 or at the end of the addresses. */
export class CodeSections {
  readonly #index: IntervalIndex;

  constructor({ sections }: ElfFile) {
    const index = new IntervalIndexBuilder();
    sections.forEach(({ type, flags, address, data }, number) => {
      if (type === typeProgramBits && (flags & flagsOfCode) === flagsOfCode)
        index.add(address, address + data.length, number);
    });
    this.#index = index.build();
  }

  isCode(address: number): boolean {
    return this.#index.covers(address);
  }

  /** `value` is the section's number. */
  around(address: number): Interval | null {
    return this.#index.containing(address)[0] ?? null;
  }
}
