import type { ElfFile } from '../image/elf';
import { ByteCursor, damaged } from './byte-cursor';
import type { CfaRow } from './cfa-row';
import { DebugSections } from './debug-sections';
import { FrameDescription, readCommonFrame, type CommonFrame, type FrameSection } from './frame-entries';
import { IntervalIndexBuilder, type IntervalIndex } from './interval-index';
import { rowAt } from './run-frame-program';
import { readOrNothing } from './unit-index';

/** Finds how frames of a program are unwound. */
export class FrameTable {
  readonly #sections: readonly FrameSection[];
  readonly #descriptions: FrameDescription[] = [];
  readonly #index: IntervalIndex;

  constructor(elf: ElfFile, isCode: (address: number) => boolean) {
    const contents = new DebugSections(elf);
    const addressOf = (name: string): number =>
      elf.sections.find((section) => section.name === name)?.address ?? 0;
    this.#sections = [
      { kind: 'debug', bytes: contents.get('.debug_frame'), address: 0 },
      { kind: 'exceptions', bytes: contents.get('.eh_frame'), address: addressOf('.eh_frame') },
    ];
    const index = new IntervalIndexBuilder();
    for (const section of this.#sections)
      for (const description of readDescriptions(section)) {
        if (!isCode(description.low)) continue;
        index.add(description.low, description.high, this.#descriptions.length);
        this.#descriptions.push(description);
      }
    this.#index = index.build();
  }

  /** Null where nothing is told, or nothing that can be read. */
  rowAt(pc: number): CfaRow | null {
    for (const { value } of this.#index.containing(pc)) {
      const description = this.#descriptions[value];
      const row = description === undefined ? null : readOrNothing(() => rowAt(description, pc));
      if (row !== null) return row;
    }
    return null;
  }
}

/** Walks from entry to entry; what cannot be read is left out. */
function readDescriptions(section: FrameSection): readonly FrameDescription[] {
  const { bytes, kind } = section;
  const found: FrameDescription[] = [];
  const commons = new Map<number, CommonFrame | null>();
  const commonAt = (offset: number): CommonFrame | null => {
    let common = commons.get(offset);
    if (common === undefined) {
      common = readOrNothing(() => readCommonFrame(section, offset));
      commons.set(offset, common);
    }
    return common;
  };
  for (let offset = 0; offset + 8 <= bytes.length;) {
    const cursor = new ByteCursor(bytes, offset);
    const length = cursor.u32();
    const end = offset + 4 + length;
    if (end > bytes.length) break;
    const reference = length < 4 ? null : cursor.u32();
    const isCommon = reference === (kind === 'debug' ? 0xffff_ffff : 0);
    // In .eh_frame the reference counts backwards from itself.
    const commonOffset = kind === 'debug' ? reference : offset + 4 - (reference ?? 0);
    if (reference !== null && !isCommon && commonOffset !== null) {
      const description = readOrNothing(() => {
        const common = commonAt(commonOffset);
        if (common === null) throw damaged('a frame has no common part');
        return FrameDescription.read(section, new ByteCursor(bytes, offset + 8, end), common);
      });
      if (description !== null) found.push(description);
    }
    offset = end;
  }
  return found;
}
