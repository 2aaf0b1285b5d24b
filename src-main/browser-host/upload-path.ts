const maxPathLength = 1024;
const maxDepth = 16;

/**
 * The segments of a path relative to an upload's folder, as a browser gives it for a file in a dropped folder. Null where it
 * is absolute, climbs, or has a character that some file system reads as more than a name.
 */
export function parseUploadPath(given: string | null): readonly string[] | null {
  if (given === null || given.length > maxPathLength) return null;
  // eslint-disable-next-line no-control-regex -- control characters are exactly what may not be in a name
  if (/[\u0000-\u001f\u007f\\:*?"<>|]/.test(given)) return null;
  const segments = given.split('/');
  const isName = (segment: string): boolean =>
    segment !== '' && segment.length <= 255 && !/^\.+$/.test(segment);
  return segments.length <= maxDepth && segments.every(isName) ? segments : null;
}
