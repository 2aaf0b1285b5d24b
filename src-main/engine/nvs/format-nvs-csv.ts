import Papa from 'papaparse';
import { AppError } from '../../../src-shared/errors/app-error';
import type { NvsContents, NvsEntry } from '../../../src-shared/model/nvs';
import { nvsCsvColumns } from './nvs-csv';

/**
 * What a partition holds as ESP-IDF's NVS CSV, blobs in hex; lines end with LF. Throws `nvs-invalid` for what it cannot carry:
 * encrypted contents, and texts that are not UTF-8.
 */
export function formatNvsCsv({ entries, encrypted }: NvsContents): string {
  if (encrypted) throw new AppError('nvs-invalid', { reason: 'it is encrypted' });
  const rows: string[][] = [[...nvsCsvColumns]];
  let namespace: string | null = null;
  for (const entry of entries) {
    if (entry.namespace !== namespace) rows.push([entry.namespace, 'namespace', '', '']);
    namespace = entry.namespace;
    rows.push(rowOf(entry));
  }
  return `${Papa.unparse(rows, { newline: '\n', quotes: mustBeQuoted })}\n`;
}

function rowOf({ namespace, key, type, value }: NvsEntry): string[] {
  if (type === 'string' && value.includes('\ufffd'))
    throw new AppError('nvs-invalid', {
      reason: `the text of “${key}” in “${namespace}” is not UTF-8, which CSV cannot carry`,
    });
  return [key, 'data', type === 'blob' ? 'hex2bin' : type, value];
}

/** Beyond what the library quotes by itself: a key that would make its line a comment. */
function mustBeQuoted(cell: unknown, column: number): boolean {
  return column === 0 && typeof cell === 'string' && cell.startsWith('#');
}
