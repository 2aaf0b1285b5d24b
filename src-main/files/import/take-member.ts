import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ItemOrigin } from '../../../src-shared/model/firmware';
import { expandFile } from '../expand/expand-file';
import { isAsked, type Asked, type ExpandOptions } from '../expand/expansion';
import { largestFirmwareBytes } from '../read-bounded';
import { openZipTree } from '../tree/zip-tree';
import { isArchiveName } from './source-set';

export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What it was taken out of, at last. */
  readonly how: ItemOrigin['how'];
}

/**
 * The part of a file that a layout names: a path in an archive, the name of a piece, or one behind the other with `#` between
 * them. Throws `file-not-found` where there is no such part, and what opening the file throws.
 */
export async function takeMember(
  bytes: Uint8Array,
  name: string,
  member: string,
  options: Omit<ExpandOptions, 'name'>,
): Promise<Member | Asked> {
  if (isArchiveName(name)) return takeFromArchive(bytes, name, member, options);
  const expansion = expandFile(bytes, { ...options, name, merged: 'split' });
  if (isAsked(expansion)) return expansion;
  const piece = expansion?.pieces.find((one) => one.name === member);
  if (expansion === null || piece === undefined) throw new AppError('file-not-found', { name: member });
  return { name: piece.name, bytes: piece.bytes, how: expansion.how };
}

async function takeFromArchive(
  bytes: Uint8Array,
  name: string,
  member: string,
  options: Omit<ExpandOptions, 'name'>,
): Promise<Member | Asked> {
  const tree = await openZipTree(bytes, name);
  // The longest first: a path can have the separator in it.
  const path = separations(member).find((one) => tree.files.some((file) => file.path === one));
  if (path === undefined) throw new AppError('file-not-found', { name: member });
  const inner = await tree.read(path, largestFirmwareBytes);
  const rest = member.slice(path.length + 1);
  if (rest === '') return { name: basename(path), bytes: inner, how: 'zip' };
  return takeMember(inner, basename(path), rest, options);
}

const mostSeparators = 16;

function separations(member: string): readonly string[] {
  const parts = member.split('#');
  if (parts.length > mostSeparators) return [member];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('#'));
}
