import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path in a tree is what such paths are: parts joined by `/`, none of them empty or a step up, no drive. */
export function isSafePath(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what may not be in a name
  if (/[\u0000-\u001f\u007f\\]/.test(path) || /^[a-z]:/i.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Both absolute and without links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
