import { logLevels, type MonitorFilter } from '../../../src-shared/model/monitor';
import { en } from '../locales/en';
import { usageError } from '../usage-error';

/**
 * `*:I wifi:W net:N`: the least important level that is shown of a tag, as people know it from ESP-IDF's monitor. A tag alone
 * is shown whole; without `*`, other tags are not shown at all. Throws `usage`.
 */
export function parsePrintFilter(text: string): MonitorFilter['tags'] {
  const tags = text
    .split(/\s+/)
    .filter((item) => item !== '')
    .map((item) => parseItem(item));
  const hasOthers = tags.length === 0 || tags.some(({ tag }) => tag === '*');
  return hasOthers ? tags : [...tags, { tag: '*', level: 'none' }];
}

function parseItem(item: string): MonitorFilter['tags'][number] {
  const separator = item.lastIndexOf(':');
  const tag = separator < 0 ? item : item.slice(0, separator);
  const letter = separator < 0 ? 'V' : item.slice(separator + 1).toUpperCase();
  const level =
    letter === 'N' ? 'none' : logLevels.find((known) => known === (letter === '*' ? 'V' : letter));
  if (tag === '' || level === undefined) throw usageError(en.monitor.badFilter, { item });
  return { tag, level };
}
