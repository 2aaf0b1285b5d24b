import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error';
import type { FirmwareTree } from '../tree/firmware-tree';
import { fileNameOf } from './tree-path';

/** Real ones have some kilobytes. */
export const largestManifestBytes = 1024 * 1024;
/** Of one build. */
export const mostFiles = 64;
const largestOffset = 0xffff_ffff;
/** Real ones have five levels. Deeper ones are refused before anything is built of them. */
const deepestNesting = 32;
const longestQuote = 80;

/** `reason` goes into the middle of a sentence for people. */
export function manifestInvalid(name: string, reason: string, cause?: unknown): AppError {
  return new AppError('manifest-invalid', { name: shortened(name), reason }, { cause });
}

/** Somebody else's words, no longer than a sentence bears. */
export function quoted(text: string): string {
  return `“${shortened(text)}”`;
}

function shortened(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}

/** Throws `file-not-found`, `file-too-large`, `manifest-invalid`. */
export async function readManifestJson(tree: FirmwareTree, path: string): Promise<unknown> {
  return parseManifestJson(await tree.read(path, largestManifestBytes), fileNameOf(path));
}

/** Throws `manifest-invalid`. */
export function parseManifestJson(bytes: Uint8Array, name: string): unknown {
  const text = new TextDecoder().decode(bytes);
  if (nestingOf(text) > deepestNesting) throw manifestInvalid(name, 'it is nested too deep');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw manifestInvalid(name, 'it is not JSON', error);
  }
}

/** How deep brackets lie in each other, outside of strings. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') inString = !inString;
    else if (inString) at += character === '\\' ? 1 : 0;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

/** Throws `manifest-invalid` with the place of the first thing that is wrong; `otherwise` where that is all of it. */
export function checkShape<T>(schema: z.ZodType<T>, data: unknown, name: string, otherwise: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw manifestInvalid(
    name,
    place === '' ? otherwise : `${quoted(place)}: ${shortened(issue?.message ?? '?')}`,
  );
}

/** Counted before any of them is looked at: what is wrong with each of a million would fill the memory. */
export function fewOf<T extends z.ZodType>(schema: T, most = mostFiles) {
  return z.array(z.unknown()).max(most, `more than ${most} files`).pipe(z.array(schema));
}

/** Decimal or hex, 0…0xFFFFFFFF. Throws `manifest-invalid`. */
export function parseOffset(value: string | number, name: string): number {
  const offset = typeof value === 'number' ? value : /^(0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : NaN;
  if (Number.isInteger(offset) && offset >= 0 && offset <= largestOffset) return offset;
  throw manifestInvalid(name, `${quoted(String(value))} is not an offset`);
}

/** Throws `manifest-invalid`, see `faultOfFiles`. */
export function checkFiles(files: readonly NamedFile[], name: string): void {
  const fault = faultOfFiles(files);
  if (fault !== null) throw manifestInvalid(name, fault);
}

interface NamedFile {
  readonly offset: number | null;
  readonly path: string;
}

/** Too many files, or two of them at one place, in the middle of a sentence for people; null where all is well. */
export function faultOfFiles(files: readonly NamedFile[]): string | null {
  if (files.length > mostFiles) return `it names more than ${mostFiles} files`;
  const taken = new Map<number, string>();
  for (const { offset, path } of files) {
    if (offset === null) continue;
    const other = taken.get(offset);
    if (other !== undefined)
      return `${quoted(other)} and ${quoted(path)} are both at 0x${offset.toString(16)}`;
    taken.set(offset, path);
  }
  return null;
}
