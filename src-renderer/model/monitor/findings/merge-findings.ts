import type { MonitorFindings } from '../../../../src-shared/model/monitor';

/** What was known and what is new; one that comes again takes the place of the former. */
export function mergeFindings(known: MonitorFindings, news: MonitorFindings): MonitorFindings {
  return {
    monitor: known.monitor,
    insights: mergeById(known.insights, news.insights, 500),
    crashes: mergeById(known.crashes, news.crashes, 50),
    coreDumps: mergeById(known.coreDumps, news.coreDumps, 5),
  };
}

/** The station keeps no more than `most` either. */
function mergeById<T extends { readonly id: number }>(
  known: readonly T[],
  news: readonly T[],
  most: number,
): readonly T[] {
  if (news.length === 0) return known;
  const byId = new Map(known.map((one) => [one.id, one]));
  for (const one of news) byId.set(one.id, one);
  return [...byId.values()].slice(-most);
}
