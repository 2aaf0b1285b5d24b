import { isAbsolute, relative, sep } from 'node:path';

/**
 * How a layout in `folder` names the file at `path`: by the way from one to the other, with `/`. Without a folder, by its
 * name: it has to be beside the layout when that is opened.
 */
export function pathFromLayout(folder: string | null, path: string): string {
  if (folder === null) return lastOf(path);
  const way = relative(folder, path);
  // On Windows there is no way from one drive to another.
  return isAbsolute(way) ? path : way.replaceAll(sep, '/');
}

function lastOf(path: string): string {
  return path.split(sep).at(-1) ?? path;
}
