import { decodeNvsValue, nvsEncodings } from './decode-nvs-value';
import { nvsCsvColumns, nvsCsvInvalid, shownText, type NvsCsvRow } from './nvs-csv';
import { readCsvRecords, type CsvRecord } from './nvs-csv-records';
import { nvsLongestKeyBytes } from './nvs-page-format';

export interface NvsCsvOptions {
  /**
   * Contents of the file that a row of the type `file` names. Whoever gives it keeps the path within the folder of the CSV
   * and the size within bounds; what it throws comes out as it is. Without it such rows are refused.
   */
  readonly readFile?: (path: string) => Uint8Array;
}

type Column = (typeof nvsCsvColumns)[number];
type Row = Readonly<Record<Column, string>>;

/**
 * The rows of an NVS CSV: a header with key, type, encoding and value in any order, then namespaces and their values. Throws
 * `nvs-csv-invalid` with the line.
 * @source ESP-IDF "NVS Partition Generator Utility", CSV File Format
 */
export function parseNvsCsv(text: string, { readFile }: NvsCsvOptions = {}): readonly NvsCsvRow[] {
  const [header, ...records] = readCsvRecords(text);
  if (header === undefined) throw nvsCsvInvalid(1, 'the file is empty');
  const columns = columnsOf(header);
  const known = new Set<string>();
  let namespace: string | null = null;
  return records.map((record) => {
    const row = rowOf(record, columns);
    checkKey(row.key, record.line);
    if (row.type === 'namespace') {
      namespace = row.key;
      return { line: record.line, kind: 'namespace', key: row.key };
    }
    if (namespace === null)
      throw nvsCsvInvalid(record.line, 'a row with the type “namespace” must come before the first value');
    const name = `${namespace},${row.key}`;
    if (known.has(name))
      throw nvsCsvInvalid(record.line, `the namespace “${namespace}” has a key “${row.key}” already`);
    known.add(name);
    return valueOf(row, record.line, readFile);
  });
}

/** The files that rows of the type `file` name, for who has to read them first. Throws as `parseNvsCsv` does for the header. */
export function nvsCsvFiles(text: string): readonly { readonly path: string; readonly line: number }[] {
  const [header, ...records] = readCsvRecords(text);
  if (header === undefined) return [];
  const columns = columnsOf(header);
  return records
    .map((record) => ({ row: rowOf(record, columns), line: record.line }))
    .filter(({ row }) => row.type === 'file')
    .map(({ row, line }) => ({ path: row.value, line }));
}

function columnsOf({ cells, line }: CsvRecord): Readonly<Record<Column, number>> {
  const index = (name: Column): number => {
    const found = cells.findIndex((cell) => cell.trim() === name);
    if (found < 0)
      throw nvsCsvInvalid(line, `the first row must be “${nvsCsvColumns.join(',')}”, “${name}” is missing`);
    return found;
  };
  return { key: index('key'), type: index('type'), encoding: index('encoding'), value: index('value') };
}

function rowOf({ cells, line }: CsvRecord, columns: Readonly<Record<Column, number>>): Row {
  const last = Math.max(...Object.values(columns));
  // The generator leaves such cells out, and with them the end of a text.
  if (cells.slice(last + 1).some((cell) => cell.trim() !== ''))
    throw nvsCsvInvalid(line, 'there is a cell too many: a value with commas must stand in quotation marks');
  const cell = (name: Column): string => cells[columns[name]] ?? '';
  return { key: cell('key'), type: cell('type'), encoding: cell('encoding'), value: cell('value') };
}

function checkKey(key: string, line: number): void {
  if (key === '') throw nvsCsvInvalid(line, 'the key is missing');
  if (!/^[\x20-\x7e]+$/.test(key))
    throw nvsCsvInvalid(line, `the key “${shownText(key)}” has characters other than those of ASCII`);
  if (key.length > nvsLongestKeyBytes)
    throw nvsCsvInvalid(line, `the key “${shownText(key)}” has more than ${nvsLongestKeyBytes} characters`);
}

function valueOf(
  { key, type, encoding, value }: Row,
  line: number,
  readFile: NvsCsvOptions['readFile'],
): NvsCsvRow {
  if (type === 'data') return decodeNvsValue({ line, key, encoding, value: new TextEncoder().encode(value) });
  if (type !== 'file')
    throw nvsCsvInvalid(line, `the type “${shownText(type)}” is none of data, file and namespace`);
  if (!nvsEncodings.ofFiles.includes(encoding.toLowerCase()))
    throw nvsCsvInvalid(
      line,
      `a file cannot have the encoding “${shownText(encoding)}”, only one of ${nvsEncodings.ofFiles.join(', ')}`,
    );
  if (readFile === undefined) throw nvsCsvInvalid(line, 'files cannot be read from here');
  return decodeNvsValue({ line, key, encoding, value: readFile(value) });
}
