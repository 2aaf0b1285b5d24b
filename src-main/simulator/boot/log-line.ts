export type FirmwareLevel = 'E' | 'W' | 'I' | 'D';

const colours: Readonly<Record<FirmwareLevel, string | null>> = { E: '31', W: '33', I: '32', D: null };

/** As ESP-IDF logs it, with its colours; `ms` since the start. Debug text has none. */
export function logLine(level: FirmwareLevel, ms: number, tag: string, text: string): string {
  const line = `${level} (${ms}) ${tag}: ${text}`;
  const colour = colours[level];
  return colour === null ? line : `\u001b[0;${colour}m${line}\u001b[0m`;
}
