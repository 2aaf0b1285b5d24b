/** Why the system refused, as short as it can be said: `ENOSPC`, else the error's own words. */
export function systemReason(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
