/** `2026-11-21T20:15:00.123`, in this computer's time. */
export function localIsoTime(atMs: number): string {
  const at = new Date(atMs);
  return `${day(at)}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `2026-11-21-201500`, in this computer's time: for names of files. */
export function localFileTime(atMs: number): string {
  const at = new Date(atMs);
  return `${day(at)}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

function day(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
