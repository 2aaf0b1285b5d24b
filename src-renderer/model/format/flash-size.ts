/** Bytes of a flash size in header spelling: `4MB`, `512KB`, `2MB-c1`; null for `keep`, `detect` and what is not one. */
export function flashSizeBytes(spelling: string): number | null {
  const match = /^(\d+)(KB|MB)(?:-c\d)?$/.exec(spelling);
  const digits = match?.[1];
  if (digits === undefined) return null;
  return Number(digits) * (match?.[2] === 'MB' ? 1024 * 1024 : 1024);
}

/** The other way: `4MB` for 4194304; null stays null. */
export function spellFlashSize(sizeBytes: number | null): string | null {
  if (sizeBytes === null) return null;
  const megabytes = sizeBytes / (1024 * 1024);
  return Number.isInteger(megabytes) ? `${megabytes}MB` : `${Math.round(sizeBytes / 1024)}KB`;
}
