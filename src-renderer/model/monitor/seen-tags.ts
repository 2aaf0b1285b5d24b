import type { MonitorLine } from '../../../src-shared/model/monitor';
import { parseLogLine } from '../../../src-shared/monitor/parse-log-line';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';

/** More than these nobody reads; a board that prints garbage could make thousands. */
const maxTags = 200;

/** The tags of ESP-IDF's logs in these lines, the most frequent first. */
export function seenTags(lines: readonly Pick<MonitorLine, 'kind' | 'text'>[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { kind, text } of lines) {
    if (kind !== 'received') continue;
    const tag = parseLogLine(stripEscapes(text))?.tag;
    if (!tag) continue;
    const count = counts.get(tag);
    if (count === undefined && counts.size >= maxTags) continue;
    counts.set(tag, (count ?? 0) + 1);
  }
  return [...counts].sort(([, first], [, second]) => second - first).map(([tag]) => tag);
}
