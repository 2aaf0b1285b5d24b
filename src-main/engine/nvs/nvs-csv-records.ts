import Papa from 'papaparse';
import { nvsCsvInvalid } from './nvs-csv';

export interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const byteOrderMark = '\ufeff';

/**
 * Rows of a CSV text; empty lines and those that start with # are left out. Throws `nvs-csv-invalid` for quotes that do not
 * match.
 */
export function readCsvRecords(source: string): readonly CsvRecord[] {
  const text = withLineFeeds(source.startsWith(byteOrderMark) ? source.slice(1) : source);
  checkQuoteEffort(text);
  const records: CsvRecord[] = [];
  let [lineFeeds, counted] = [0, 0];
  Papa.parse<string[]>(text, {
    delimiter: ',',
    newline: '\n',
    comments: '#',
    step: ({ data, errors, meta }) => {
      lineFeeds += countLineFeeds(text.slice(counted, meta.cursor));
      counted = meta.cursor;
      const hasLineFeed = text[meta.cursor - 1] === '\n';
      const cells = withoutReturn(data, text[meta.cursor - (hasLineFeed ? 2 : 1)] === '\r');
      const within = cells.reduce((sum, cell) => sum + countLineFeeds(cell), 0);
      const line = lineFeeds - within + (hasLineFeed ? 0 : 1);
      if (errors.length > 0) throw nvsCsvInvalid(line, 'a quotation mark has no counterpart');
      if (cells.length > 1 || cells[0] !== '') records.push({ line, cells });
    },
  });
  return records;
}

/**
 * Lines end as the first one does. In a file with CR LF those within a value become LF, as the generator reads them; in one
 * with LF a CR within a value is part of it.
 */
function withLineFeeds(text: string): string {
  const first = text.indexOf('\n');
  if (first < 0) return text.replaceAll('\r', '\n');
  return text[first - 1] === '\r' ? text.replaceAll('\r\n', '\n') : text;
}

/** The CR of a single line that ends otherwise than the first one. */
function withoutReturn(cells: readonly string[], endsWithReturn: boolean): readonly string[] {
  const last = cells.at(-1);
  if (!endsWithReturn || last === undefined || !last.endsWith('\r')) return cells;
  return [...cells.slice(0, -1), last.slice(0, -1)];
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Far above what the largest partitions need, and less than a second of work. */
const mostQuoteEffort = 200_000_000;

/**
 * At every quotation mark the library looks over all the blanks that come before the next comma. A file of nothing but these
 * two would keep it busy for hours.
 */
function checkQuoteEffort(text: string): void {
  let [quotes, blanks, mostBlanks, line] = [0, 0, 1, 1];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) line++;
    if (code === quotationMark) quotes++;
    // What `trim` takes away: the blanks of ASCII, and others that stand beyond it.
    blanks = code <= 0x20 || code >= 0xa0 ? blanks + 1 : 0;
    mostBlanks = Math.max(mostBlanks, blanks);
    if (quotes * mostBlanks > mostQuoteEffort)
      throw nvsCsvInvalid(line, 'too many quotation marks and blanks');
  }
}

const lineFeed = 0x0a;
const quotationMark = 0x22;
