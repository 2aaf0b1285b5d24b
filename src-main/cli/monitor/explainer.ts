import { toAppError } from '../../../src-shared/errors/app-error';
import type { CoreDumpInfo, CrashReport, ElfId } from '../../../src-shared/model/crash';
import type { MonitorFindings, MonitorId } from '../../../src-shared/model/monitor';
import type { CrashDecoding } from '../../services/crash/crash-decoding';
import type { MonitorService } from '../../services/monitor/monitor-service';
import { en } from '../locales/en';
import { coreDumpLines, crashLines, crashTitle } from './describe-crash';
import { explainInsight } from './explain-insight';
import type { Notes } from './notes';

export interface ExplainerOptions {
  readonly monitor: MonitorId;
  readonly monitors: Pick<MonitorService, 'coreDump'>;
  readonly decoding: CrashDecoding;
  /** Those that were given. */
  readonly elfs: readonly ElfId[];
  readonly notes: Notes;
}

/** Says what the board means, one thing after the other and each once. */
export class Explainer {
  readonly #options: ExplainerOptions;
  readonly #said = new Map<number, string>();
  readonly #decoded = new Set<number>();
  #hintGiven = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: ExplainerOptions) {
    this.#options = options;
  }

  found({ insights, crashes, coreDumps }: Omit<MonitorFindings, 'monitor'>): void {
    for (const insight of insights) {
      const text = explainInsight(insight);
      // Crashes are told in their own way; what comes again is news only when it is another.
      if (insight.code === 'crash' || this.#said.get(insight.id) === text) continue;
      this.#said.set(insight.id, text);
      this.#then(async () => this.#options.notes.say(text));
    }
    for (const crash of crashes) if (crash.complete) this.#once(crash.id, () => this.#crash(crash));
    for (const dump of coreDumps) if (dump.state === 'whole') this.#once(dump.id, () => this.#coreDump(dump));
  }

  /** All that was found has been said. */
  settled(): Promise<void> {
    return this.#work;
  }

  #once(id: number, work: () => Promise<void>): void {
    if (this.#decoded.has(id)) return;
    this.#decoded.add(id);
    this.#then(work);
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      const { message, help } = toAppError(error);
      this.#options.notes.say(`${message} ${help}`);
    });
  }

  async #crash(report: CrashReport): Promise<void> {
    const { decoding, notes } = this.#options;
    const decoded = await this.#withElf((elf) => decoding.crash(report, elf));
    notes.say(crashTitle(report), ...(decoded === null ? this.#hint() : crashLines(decoded)));
  }

  async #coreDump(info: CoreDumpInfo): Promise<void> {
    const { decoding, notes, monitor, monitors } = this.#options;
    const dump = monitors.coreDump(monitor, info.id);
    const decoded = await this.#withElf((elf) => decoding.coreDump(dump, elf));
    const lines = decoded === null ? this.#hint() : coreDumpLines(info, decoded);
    if (lines.length > 0) notes.say(...lines);
  }

  /** With the ELF file that the board has named, else with the only one that was given; null: there is none. */
  async #withElf<T>(decode: (elf: ElfId | null) => Promise<T>): Promise<T | null> {
    try {
      return await decode(null);
    } catch (error) {
      const [only, ...others] = this.#options.elfs;
      if (toAppError(error).code !== 'elf-not-known') throw error;
      return only === undefined || others.length > 0 ? null : decode(only);
    }
  }

  #hint(): readonly string[] {
    if (this.#hintGiven) return [];
    this.#hintGiven = true;
    return [en.monitor.needsElf];
  }
}
