/** What a link is run with; each can be given up for a line that does not bear it. */
export interface LinkSettings {
  /** Bits a second after connecting. */
  readonly baud: number;
  /** Data is compressed where the loader would do it by itself; `false` means never. */
  readonly compress: boolean;
  readonly useStub: boolean;
}

/** What of the settings can make a difference on the link that failed. */
export interface LinkFacts {
  /** Loader and line can change their rate. */
  readonly canChangeBaud: boolean;
  /** A stub is running; without one there is nothing to do without. */
  readonly stubRunning: boolean;
}

/** The rates that are tried, from the fastest down. The last is the one at which every loader is met. */
const rates = [921_600, 460_800, 230_400, 115_200] as const;

/**
 * The next thing to try after the line has failed with `settings`: a lower rate, then without compression, then without
 * stub. Null when there is nothing left. Pure.
 */
export function nextLinkSettings(settings: LinkSettings, facts: LinkFacts): LinkSettings | null {
  const slower = facts.canChangeBaud ? rates.find((rate) => rate < settings.baud) : undefined;
  if (slower !== undefined) return { ...settings, baud: slower };
  if (!facts.stubRunning) return null;
  if (settings.compress) return { ...settings, compress: false };
  return settings.useStub ? { ...settings, useStub: false } : null;
}
