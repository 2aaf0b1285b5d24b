import type { MonitorLine } from '../../../../src-shared/model/monitor';
import { parseNumbers, type NamedNumber } from './parse-numbers';

export const mostSeries = 16;
/** Of each series; the oldest go first. */
export const mostPoints = 20_000;
/** A series of which nothing came for so long gives its place to a new one. */
const staleMs = 60_000;

/** Numbers of one name over time. */
export interface NumberSeries {
  readonly id: string;
  readonly tag: string;
  readonly name: string;
  /** Counts up from 0 and is kept: colour and stroke follow from it. */
  readonly place: number;
  /** Points that are kept. */
  readonly count: number;
  /** Ms since 1970, ascending. `index` counts from the oldest. */
  timeAt(index: number): number;
  valueAt(index: number): number;
}

class Ring implements NumberSeries {
  readonly id: string;
  readonly tag: string;
  readonly name: string;
  readonly place: number;
  #times = new Float64Array(256);
  #values = new Float64Array(256);
  #first = 0;
  count = 0;

  constructor(id: string, { tag, name }: NamedNumber, place: number) {
    this.id = id;
    this.tag = tag;
    this.name = name;
    this.place = place;
  }

  get lastAtMs(): number {
    return this.timeAt(this.count - 1);
  }

  timeAt(index: number): number {
    return this.#times[(this.#first + index) % this.#times.length] ?? 0;
  }

  valueAt(index: number): number {
    return this.#values[(this.#first + index) % this.#values.length] ?? 0;
  }

  push(atMs: number, value: number): void {
    if (this.count === mostPoints) {
      this.#first = (this.#first + 1) % this.#times.length;
      this.count -= 1;
    } else if (this.count === this.#times.length) this.#grow();
    const at = (this.#first + this.count) % this.#times.length;
    // A clock that was set back must not turn the line around.
    this.#times[at] = this.count > 0 ? Math.max(atMs, this.lastAtMs) : atMs;
    this.#values[at] = value;
    this.count += 1;
  }

  /** Only before the first point goes: what is kept lies in order from the start on. */
  #grow(): void {
    const capacity = Math.min(mostPoints, this.#times.length * 2);
    const times = new Float64Array(capacity);
    const values = new Float64Array(capacity);
    times.set(this.#times);
    values.set(this.#values);
    this.#times = times;
    this.#values = values;
  }
}

/** The numbers in a board's lines, as series: at most 16 of at most 20,000 points. */
export class NumberTable {
  readonly #series = new Map<string, Ring>();

  /** In the order of their places. */
  get series(): readonly NumberSeries[] {
    return [...this.#series.values()].toSorted((a, b) => a.place - b.place);
  }

  /** Whether the line had any. */
  add(line: Pick<MonitorLine, 'kind' | 'text' | 'atMs'>): boolean {
    if (line.kind !== 'received') return false;
    const numbers = parseNumbers(line.text);
    for (const number of numbers) this.#seriesOf(number, line.atMs)?.push(line.atMs, number.value);
    return numbers.length > 0;
  }

  #seriesOf(number: NamedNumber, atMs: number): Ring | null {
    const id = `${number.tag} ${number.name}`;
    const known = this.#series.get(id);
    if (known) return known;
    const place = this.#freePlace(atMs);
    if (place === null) return null;
    const made = new Ring(id, number, place);
    this.#series.set(id, made);
    return made;
  }

  #freePlace(atMs: number): number | null {
    const series = [...this.#series.values()];
    if (series.length < mostSeries) {
      const taken = new Set(series.map(({ place }) => place));
      return (
        Array.from({ length: mostSeries }, (_, place) => place).find((place) => !taken.has(place)) ?? null
      );
    }
    const stalest = series.reduce((a, b) => (a.lastAtMs <= b.lastAtMs ? a : b));
    if (atMs - stalest.lastAtMs < staleMs) return null;
    this.#series.delete(stalest.id);
    return stalest.place;
  }
}
