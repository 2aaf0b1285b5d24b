import type { CoreDumpInfo, CrashReport } from '../../../src-shared/model/crash';
import type { InsightCode, InsightSeverity, MonitorInsight } from '../../../src-shared/model/monitor';

export interface BoardFindings {
  readonly insights: readonly MonitorInsight[];
  readonly crashes: readonly CrashReport[];
  readonly coreDumps: readonly CoreDumpInfo[];
}

/** Where something was found: the number of the line, ms since 1970. */
export interface Place {
  readonly line: number;
  readonly atMs: number;
}

const mostInsights = 500;
const mostCrashes = 50;
export const mostCoreDumps = 5;

/** Everything found in a monitor's text, the newest of it, and what of it is news. Ids count up over all three kinds. */
export class Findings {
  readonly #insights = new Kept<MonitorInsight>(mostInsights);
  readonly #crashes = new Kept<CrashReport>(mostCrashes);
  readonly #coreDumps = new Kept<CoreDumpInfo>(mostCoreDumps);
  #nextId: number;

  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  newId(): number {
    return this.#nextId++;
  }

  /** With the id of a former one it takes its place. Returns the id. */
  insight(
    code: InsightCode,
    severity: InsightSeverity,
    { line, atMs }: Place,
    context: MonitorInsight['context'] = {},
    id = this.newId(),
  ): number {
    this.#insights.put({ id, code, severity, line, atMs, context });
    return id;
  }

  crash(report: CrashReport): void {
    this.#crashes.put(report);
  }

  coreDump(info: CoreDumpInfo): void {
    this.#coreDumps.put(info);
  }

  take(): BoardFindings | null {
    const news = {
      insights: this.#insights.takeNew(),
      crashes: this.#crashes.takeNew(),
      coreDumps: this.#coreDumps.takeNew(),
    };
    return news.insights.length + news.crashes.length + news.coreDumps.length === 0 ? null : news;
  }

  all(): BoardFindings {
    return {
      insights: this.#insights.all(),
      crashes: this.#crashes.all(),
      coreDumps: this.#coreDumps.all(),
    };
  }

  /** Ids go on: what was found before is never taken for something new. */
  clear(): void {
    this.#insights.clear();
    this.#crashes.clear();
    this.#coreDumps.clear();
  }
}

/** The newest `most` by id, and which of them have changed. */
class Kept<Item extends { readonly id: number }> {
  readonly #most: number;
  readonly #items = new Map<number, Item>();
  readonly #changed = new Set<number>();

  constructor(most: number) {
    this.#most = most;
  }

  put(item: Item): void {
    this.#items.set(item.id, item);
    this.#changed.add(item.id);
    if (this.#items.size <= this.#most) return;
    const [oldest] = this.#items.keys();
    if (oldest === undefined) return;
    this.#items.delete(oldest);
    this.#changed.delete(oldest);
  }

  takeNew(): readonly Item[] {
    if (this.#changed.size === 0) return [];
    const changed = this.all().filter(({ id }) => this.#changed.has(id));
    this.#changed.clear();
    return changed;
  }

  all(): readonly Item[] {
    return [...this.#items.values()];
  }

  clear(): void {
    this.#items.clear();
    this.#changed.clear();
  }
}
