import { z } from 'zod';
import type { PortId } from '../../src-shared/model/port';
import type { LinkSettings } from '../engine/link/link-settings';
import { writeFileAtomically } from './atomic-file';
import { readJson } from './read-json';

/** The ones that were learnt last are kept. */
const maxAdapters = 100;
/** After that a link gets another chance: the cable may be a better one now. */
const forgetAfterMs = 30 * 24 * 60 * 60 * 1000;

const entrySchema = z.object({
  adapter: z.string().min(1).max(1024),
  askedBaud: z.number(),
  baud: z.number(),
  compress: z.boolean(),
  useStub: z.boolean(),
  learntAtMs: z.number(),
});
const fileSchema = z.array(entrySchema).max(maxAdapters);

type Entry = z.infer<typeof entrySchema>;

export interface LinkMemoryOptions {
  readonly file: string;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  /** What the adapter at a port is known by. */
  readonly adapterOf: (port: PortId) => string;
}

/** What worked with each adapter that did not bear what was asked of it, in one JSON file. */
export class LinkMemory {
  readonly #options: LinkMemoryOptions;
  /** By adapter, the one learnt last at the end. */
  readonly #entries: Map<string, Entry>;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: LinkMemoryOptions, entries: readonly Entry[]) {
    this.#options = options;
    this.#entries = new Map(entries.map((entry) => [entry.adapter, entry]));
  }

  /** Never fails: a file that is missing or broken means that nothing is known. */
  static async load(options: LinkMemoryOptions): Promise<LinkMemory> {
    const parsed = fileSchema.safeParse(await readJson(options.file));
    return new LinkMemory(options, parsed.success ? parsed.data : []);
  }

  /**
   * What to begin with instead of what is asked for; null where nothing speaks against that. Whoever asks for another rate
   * than when it was learnt wants to see whether that one works.
   */
  recall(port: PortId, asked: LinkSettings): LinkSettings | null {
    const { wallClock, adapterOf } = this.#options;
    const entry = this.#entries.get(adapterOf(port));
    if (entry === undefined || entry.askedBaud !== asked.baud) return null;
    if (wallClock() - entry.learntAtMs > forgetAfterMs) return null;
    const recalled = {
      baud: entry.baud,
      compress: asked.compress && entry.compress,
      useStub: asked.useStub && entry.useStub,
    };
    return isSame(recalled, asked) ? null : recalled;
  }

  /** Takes note of what worked. What worked as asked for needs no note, and takes away the one that was there. */
  remember(port: PortId, asked: LinkSettings, worked: LinkSettings): void {
    const { wallClock, adapterOf } = this.#options;
    const adapter = adapterOf(port);
    const known = this.#entries.get(adapter);
    if (isSame(asked, worked)) {
      if (known === undefined) return;
      this.#entries.delete(adapter);
    } else {
      const recalled = this.recall(port, asked);
      // Learnt before, and used: its time goes on.
      if (recalled !== null && isSame(recalled, worked)) return;
      this.#entries.delete(adapter);
      this.#entries.set(adapter, {
        adapter,
        askedBaud: asked.baud,
        ...worked,
        learntAtMs: wallClock(),
      });
    }
    this.#save();
  }

  /** Resolves when what was learnt is on disk. */
  async flush(): Promise<void> {
    await this.#saving;
  }

  #save(): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxAdapters && oldest !== undefined) this.#entries.delete(oldest);
    const text = `${JSON.stringify([...this.#entries.values()], null, 2)}\n`;
    // Not worth a complaint: what cannot be written is learnt again.
    this.#saving = this.#saving.then(() =>
      writeFileAtomically(this.#options.file, text).catch(() => undefined),
    );
  }
}

function isSame(a: LinkSettings, b: LinkSettings): boolean {
  return a.baud === b.baud && a.compress === b.compress && a.useStub === b.useStub;
}
