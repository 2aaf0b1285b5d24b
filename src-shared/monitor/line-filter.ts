import { logLevels, type MonitorFilter, type MonitorLine } from '../model/monitor';
import { parseLogLine } from './parse-log-line';
import { stripEscapes } from './strip-escapes';
import { compileQuery } from './text-query';

/** Whether a line is shown. Marks always are. Throws `pattern-invalid` at once, not later. */
export function lineFilter(filter: MonitorFilter): (line: Pick<MonitorLine, 'kind' | 'text'>) => boolean {
  const passesLevel = levelFilter(filter.tags);
  const query = filter.text === null || filter.text.text === '' ? null : compileQuery(filter.text);
  return ({ kind, text }) => {
    if (kind === 'mark') return true;
    const plain = stripEscapes(text);
    return passesLevel(plain) && (query === null || query.test(plain) !== filter.inverted);
  };
}

/** Lines without a level pass: nobody can tell how important they are. */
function levelFilter(tags: MonitorFilter['tags']): (plain: string) => boolean {
  const most = new Map(tags.map(({ tag, level }) => [tag, level === 'none' ? -1 : logLevels.indexOf(level)]));
  if (most.size === 0) return () => true;
  const others = most.get('*') ?? logLevels.length - 1;
  return (plain) => {
    const log = parseLogLine(plain);
    return log === null || logLevels.indexOf(log.level) <= (most.get(log.tag) ?? others);
  };
}
