import type { CoreDumpInfo, CrashReport } from '../../../../src-shared/model/crash';
import type {
  InsightCode,
  InsightSeverity,
  MonitorFindings,
  MonitorInsight,
} from '../../../../src-shared/model/monitor';

/** One thing that the board says, at its line. */
export type FindingEntry = { readonly key: string; readonly line: number; readonly atMs: number } & (
  | { readonly type: 'insight'; readonly insight: MonitorInsight }
  | { readonly type: 'crash'; readonly crash: CrashReport }
  | { readonly type: 'core-dump'; readonly dump: CoreDumpInfo }
);

/** From one start of the board to its next. */
export interface BootGroup {
  /** The line that it begins with: stays while more comes. */
  readonly key: number;
  readonly atMs: number;
  /** Why it started; null for what came before the first start that was seen. */
  readonly reset: MonitorInsight | null;
  /** In the order of lines, the reset among them. */
  readonly entries: readonly FindingEntry[];
}

/** The worst first. */
export const insightSeverities = ['error', 'warning', 'info'] as const satisfies readonly InsightSeverity[];
export type SeverityCounts = Readonly<Record<InsightSeverity, number>>;

const isReset = (code: InsightCode): boolean => code.startsWith('reset-');

/** Newest first. */
export function groupByBoot(findings: MonitorFindings): readonly BootGroup[] {
  const groups: { key: number; atMs: number; reset: MonitorInsight | null; entries: FindingEntry[] }[] = [];
  for (const entry of entriesOf(findings)) {
    const reset = entry.type === 'insight' && isReset(entry.insight.code) ? entry.insight : null;
    const last = groups.at(-1);
    if (last && reset === null) last.entries.push(entry);
    else groups.push({ key: entry.line, atMs: entry.atMs, reset, entries: [entry] });
  }
  return groups.toReversed();
}

/** A crash and a core dump are told by what was read of them, where there is that: not twice. */
function entriesOf({ insights, crashes, coreDumps }: MonitorFindings): readonly FindingEntry[] {
  const told = {
    crash: new Set<unknown>(crashes.map(({ id }) => id)),
    'core-dump': new Set<unknown>(coreDumps.map(({ id }) => id)),
  };
  const toldElsewhere = ({ code, context }: MonitorInsight): boolean =>
    (code === 'crash' && told.crash.has(context['crash'])) ||
    (code === 'core-dump' && told['core-dump'].has(context['dump']));
  const entries: FindingEntry[] = [
    ...insights
      .filter((insight) => !toldElsewhere(insight))
      .map((insight) => ({
        type: 'insight' as const,
        key: `insight-${insight.id}`,
        line: insight.line,
        atMs: insight.atMs,
        insight,
      })),
    ...crashes.map((crash) => ({
      type: 'crash' as const,
      key: `crash-${crash.id}`,
      line: crash.firstLine,
      atMs: crash.atMs,
      crash,
    })),
    ...coreDumps.map((dump) => ({
      type: 'core-dump' as const,
      key: `core-dump-${dump.id}`,
      line: dump.firstLine,
      atMs: dump.atMs,
      dump,
    })),
  ];
  return entries.toSorted((a, b) => a.line - b.line);
}

export function severityOf(entry: FindingEntry): InsightSeverity {
  switch (entry.type) {
    case 'insight':
      return entry.insight.severity;
    case 'crash':
      return 'error';
    case 'core-dump':
      return entry.dump.state === 'damaged' || entry.dump.state === 'unsupported' ? 'warning' : 'info';
  }
}

export function countSeverities(groups: readonly Pick<BootGroup, 'entries'>[]): SeverityCounts {
  const counts = { info: 0, warning: 0, error: 0 };
  for (const { entries } of groups) for (const entry of entries) counts[severityOf(entry)] += 1;
  return counts;
}
