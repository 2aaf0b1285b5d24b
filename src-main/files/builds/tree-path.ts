/** Folder of a path in a tree; empty for the tree's own. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Last part of a path, however it separates its parts. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

export function childPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** How far below the tree's own folder; 0 for that one. */
export function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/**
 * Where the path that a file in `folder` names leads in the tree. Null where it leads out of it: absolute paths, drive
 * letters, network shares, more steps up than there are folders. Both kinds of slashes separate.
 */
export function resolveInTree(folder: string, named: string): string | null {
  if (isAbsolutePath(named) || named.includes('\0')) return null;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of named.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  const path = parts.join('/');
  // Its own folder and those around it are no files.
  return path === '' || path === folder ? null : path;
}

/** On any system: a layout that was saved on one is opened on another. */
export function isAbsolutePath(path: string): boolean {
  return /^([/\\]|[a-z]:)/i.test(path);
}
