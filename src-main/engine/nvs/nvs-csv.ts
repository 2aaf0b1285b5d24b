import { AppError } from '../../../src-shared/errors/app-error';
import type { NvsIntegerType } from './nvs-page-format';

/** A row of ESP-IDF's NVS CSV with its value decoded. `line` of the file, from 1. */
export type NvsCsvRow =
  | { readonly line: number; readonly kind: 'namespace'; readonly key: string }
  | {
      readonly line: number;
      readonly kind: 'integer';
      readonly key: string;
      readonly type: NvsIntegerType;
      readonly value: bigint;
    }
  | { readonly line: number; readonly kind: 'string'; readonly key: string; readonly value: string }
  | { readonly line: number; readonly kind: 'blob'; readonly key: string; readonly data: Uint8Array };

export const nvsCsvColumns = ['key', 'type', 'encoding', 'value'] as const;

export function nvsCsvInvalid(line: number, reason: string): AppError {
  return new AppError('nvs-csv-invalid', { line, reason });
}

const longestShownCharacters = 40;

/** Text from a file for an error's words: no longer than these can carry. */
export function shownText(text: string): string {
  return text.length <= longestShownCharacters ? text : `${text.slice(0, longestShownCharacters)}…`;
}
