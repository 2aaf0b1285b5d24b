/** An address as boards and debuggers print it. */
export function addressText(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}

/** The last part of a path, of either kind. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
