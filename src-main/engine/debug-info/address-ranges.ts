import { ByteCursor, damaged } from './byte-cursor';
import type { DebugSections } from './debug-sections';
import { attribute } from './dwarf-numbers';
import type { FormValue } from './form-values';
import { numberOf, type EntryValues } from './read-entry';
import type { UnitRoot } from './unit-root';

/** `high` is the first address after the range. */
export interface AddressRange {
  low: number;
  high: number;
}

/** Range lists that many entries share could be read again and again without end. */
const mostRangesOfUnit = 0x10_0000;

/** Reads which addresses entries of one unit cover. */
export class RangeReader {
  readonly #root: UnitRoot;
  readonly #ranges: ByteCursor;
  readonly #rangeLists: ByteCursor;
  #left = mostRangesOfUnit;

  constructor(sections: DebugSections, root: UnitRoot) {
    this.#root = root;
    this.#ranges = new ByteCursor(sections.get('.debug_ranges'));
    this.#rangeLists = new ByteCursor(sections.get('.debug_rnglists'));
  }

  /** Ranges next to each other are one. Empty ones are left out. Throws `elf-invalid`. */
  rangesOf(values: EntryValues): readonly AddressRange[] {
    const ranges: AddressRange[] = [];
    const add = (low: number, high: number): void => {
      if (this.#left-- === 0) throw damaged('it has too many address ranges');
      if (high > low) join(ranges, low, high);
    };
    const list = values.get(attribute.ranges);
    if (list !== undefined) this.#readList(list, add);
    else this.#readPair(values, add);
    return ranges;
  }

  /** @source DWARF 5, 2.17.2: a constant is the distance from the low address */
  #readPair(values: EntryValues, add: (low: number, high: number) => void): void {
    const low = this.#root.address(values.get(attribute.lowAddress));
    if (low === null) return;
    const end = values.get(attribute.highAddress);
    const distance = numberOf(end);
    add(low, distance === null ? (this.#root.address(end) ?? low) : low + distance);
  }

  #readList(list: FormValue, add: (low: number, high: number) => void): void {
    const { header, rangeListsBase } = this.#root;
    if (list.kind === 'range-list-index') {
      this.#rangeLists.seek(rangeListsBase + list.value * 4);
      this.#readRangeLists(rangeListsBase + this.#rangeLists.u32(), add);
      return;
    }
    const offset = numberOf(list);
    if (offset === null) return;
    if (header.version >= 5) this.#readRangeLists(offset, add);
    else this.#readRanges(offset, add);
  }

  /** @source DWARF 4, 2.17.3 */
  #readRanges(offset: number, add: (low: number, high: number) => void): void {
    const cursor = this.#ranges;
    cursor.seek(offset);
    let base = this.#root.lowAddress;
    for (;;) {
      const low = cursor.u32();
      const high = cursor.u32();
      if (low === 0 && high === 0) return;
      if (low === 0xffff_ffff) base = high;
      else add((base + low) >>> 0, (base + high) >>> 0);
    }
  }

  /** @source DWARF 5, 7.25: DW_RLE_* */
  #readRangeLists(offset: number, add: (low: number, high: number) => void): void {
    const cursor = this.#rangeLists;
    cursor.seek(offset);
    const indexed = (): number => this.#root.addressAt(cursor.uleb());
    let base = this.#root.lowAddress;
    for (;;) {
      const kind = cursor.u8();
      if (kind === 0) return;
      switch (kind) {
        case 1:
          base = indexed();
          break;
        case 2:
          add(indexed(), indexed());
          break;
        case 3: {
          const low = indexed();
          add(low, low + cursor.uleb());
          break;
        }
        case 4: {
          const low = base + cursor.uleb();
          add(low, base + cursor.uleb());
          break;
        }
        case 5:
          base = cursor.u32();
          break;
        case 6:
          add(cursor.u32(), cursor.u32());
          break;
        case 7: {
          const low = cursor.u32();
          add(low, low + cursor.uleb());
          break;
        }
        default:
          throw damaged(`the kind ${kind} of an address range is not known`);
      }
    }
  }
}

function join(ranges: AddressRange[], low: number, high: number): void {
  const last = ranges.at(-1);
  if (last?.high === low) last.high = high;
  else ranges.push({ low, high });
}
