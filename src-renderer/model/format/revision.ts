/** `v0.4` for 4, `v3.1` for 301: major × 100 + minor, as in image headers. */
export function formatRevision(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}
