import { parse } from 'node:path';
import type { HeaderSettings } from './image-of-elf';

/** A file that was made and has no place on disk yet. */
export interface MadeFile {
  /** A name alone, without a folder. */
  readonly suggestedName: string;
  readonly bytes: Uint8Array;
}

export type MadeFormat = 'bin' | 'uf2' | 'hex' | 'csv';

/**
 * The source's name with another ending. One that is the source's own says what was changed, or that it is a copy: saved beside it,
 * the new file must not take its place.
 */
export function madeName(
  sourceName: string,
  format: MadeFormat,
  settings: HeaderSettings | null = null,
): string {
  const stem = cleanStem(sourceName);
  const name = `${stem}.${format}`;
  if (name.toLowerCase() !== sourceName.toLowerCase()) return name;
  const changed = settings === null ? [] : settingsOf(settings).filter((value) => value !== 'keep');
  return `${stem}-${changed.length === 0 ? 'copy' : changed.join('-')}.${format}`;
}

function settingsOf({ flashMode, flashFrequency, flashSize }: HeaderSettings): readonly string[] {
  return [flashMode, flashFrequency, flashSize];
}

/** A name that the user gave, with the right ending and nothing that some file system reads as more than a name. */
export function givenName(name: string, format: MadeFormat): string {
  const ending = `.${format}`;
  const stem = name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name;
  return `${cleanName(stem)}${ending}`;
}

function cleanStem(name: string): string {
  return cleanName(parse(cleanName(name)).name);
}

const longestStem = 120;

function cleanName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what may not be in a name
  const clean = name.replace(/[\u0000-\u001f\u007f/\\:*?"<>|]/g, '_').replace(/^[. ]+|[. ]+$/g, '');
  return clean.slice(0, longestStem) || 'file';
}
