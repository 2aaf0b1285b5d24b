/** Shallow ones first, then by name. */
export function byDepthThenName(one: { readonly path: string }, other: { readonly path: string }): number {
  const depth = depthOf(one.path) - depthOf(other.path);
  if (depth !== 0) return depth;
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

function depthOf(path: string): number {
  return path.split('/').length;
}
