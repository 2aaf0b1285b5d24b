import { DwarfUnit, type UnitContext } from './dwarf-unit';
import type { UnitHeader } from './unit-headers';
import { readOrNothing } from './unit-index';

/** In the units of `DwarfUnit.weight`: about 128 MB. */
const mostWeight = 4_000_000;

/** Units that were read, as many as memory should hold: those that were not asked for longest are dropped. */
export class UnitCache {
  readonly #context: UnitContext;
  readonly #headers: readonly UnitHeader[];
  /** The last asked for comes last; null for those that cannot be read. */
  readonly #units = new Map<number, DwarfUnit | null>();

  constructor(context: UnitContext, headers: readonly UnitHeader[]) {
    this.#context = context;
    this.#headers = headers;
  }

  /** Null for one that cannot be read. */
  unit(number: number): DwarfUnit | null {
    let unit = this.#units.get(number);
    if (unit === undefined) {
      const header = this.#headers[number];
      unit = header === undefined ? null : readOrNothing(() => new DwarfUnit(this.#context, header));
    }
    this.#units.delete(number);
    this.#units.set(number, unit);
    return unit;
  }

  /** The unit that an offset of .debug_info lies in. */
  unitAt(offset: number): DwarfUnit | null {
    let from = 0;
    let to = this.#headers.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#headers[middle]?.offset ?? 0) <= offset) from = middle + 1;
      else to = middle;
    }
    const header = this.#headers[from - 1];
    return header === undefined || offset >= header.end ? null : this.unit(from - 1);
  }

  /** Drops what is too much. Not while units are in use: what they still read would not be counted. */
  trim(): void {
    let weight = 0;
    for (const unit of this.#units.values()) weight += unit?.weight ?? 1;
    for (const [number, unit] of this.#units) {
      if (weight <= mostWeight || this.#units.size === 1) return;
      weight -= unit?.weight ?? 1;
      this.#units.delete(number);
    }
  }
}
