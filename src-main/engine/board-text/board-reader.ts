import type { MonitorLine, MonitorMark } from '../../../src-shared/model/monitor';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import { readBootBanner, type BootBanner } from './boot-banner';
import { BootReader } from './boot-reader';
import { CoreDumpCollector } from './core-dump-collector';
import { CrashCollector } from './crash-collector';
import type { CrashDraft } from './crash-draft';
import { Findings, type BoardFindings, type Place } from './findings';
import { GarbageWatch, type ChunkContext, type Garbage } from './garbage-watch';
import { slowRomBaud } from './rom-garbage';
import type { WatchdogBite } from './task-watchdog-reader';

export type { BoardFindings } from './findings';

/**
 * Reads what a board prints and finds in it what matters: resets, complaints, crashes, core dumps, garbage. Context of its
 * insights, besides those of BootReader: `crash` {crash, kind, reason}, `core-dump` {dump, state, sizeBytes}, `task-watchdog`
 * {tasks, running}, `speaks-74880` {baud, rightBaud, chip}, `garbage` {baud, sharePercent}.
 */
export class BoardReader {
  readonly #findings: Findings;
  readonly #boot: BootReader;
  readonly #garbage = new GarbageWatch();
  readonly #crashes: CrashCollector;
  readonly #coreDumps: CoreDumpCollector;
  /** Has got more of its parts since it was told last. */
  readonly #changed = new Set<CrashDraft>();
  readonly #coreDumpInsights = new Map<number, number>();

  constructor({ firstId = 1 }: { readonly firstId?: number } = {}) {
    const findings = new Findings(firstId);
    this.#findings = findings;
    this.#boot = new BootReader(findings);
    this.#crashes = new CrashCollector({
      onCrash: (draft) => this.#crash(draft),
      onWatchdog: (bite) => this.#watchdog(bite),
    });
    this.#coreDumps = new CoreDumpCollector({
      newId: () => findings.newId(),
      onCoreDump: (info) => {
        findings.coreDump(info);
        const { id, state, sizeBytes, firstLine, atMs } = info;
        if (state === 'receiving') return;
        this.#coreDumpInsights.set(
          id,
          findings.insight(
            'core-dump',
            'info',
            { line: firstLine, atMs },
            { dump: id, state, sizeBytes },
            this.#coreDumpInsights.get(id),
          ),
        );
      },
    });
  }

  /** Raw, before they are lines. `baud`: that of the port. */
  bytes(bytes: Uint8Array, context: ChunkContext): void {
    this.#tellGarbage(this.#garbage.bytes(bytes, context));
  }

  /** Received lines and marks, in order; others are left out. */
  line(line: MonitorLine): void {
    if (line.kind === 'mark') {
      if (line.mark !== undefined) this.#mark(line.mark);
      return;
    }
    if (line.kind !== 'received') return;
    const text = plainText(line.text);
    const place = { line: line.number, atMs: line.atMs };
    if (this.#coreDumps.line(text, place)) {
      this.#crashes.end();
      return;
    }
    const banner = readBootBanner(text);
    if (banner !== null) {
      this.#reset(banner, place);
      return;
    }
    this.#boot.line(text, place);
    this.#crashes.line(text, place);
  }

  /** Nothing came for half a second: what was going on is complete. */
  idle(_atMs: number): void {
    this.#tellGarbage(this.#garbage.idle());
    this.#crashes.end();
    this.#coreDumps.pause();
  }

  /** What is new or has changed since last time; null: nothing. */
  take(): BoardFindings | null {
    this.#tellCrashes();
    return this.#findings.take();
  }

  /** The newest 500 insights, 50 crashes and 5 core dumps. */
  all(): BoardFindings {
    this.#tellCrashes();
    return this.#findings.all();
  }

  /** As it came, decoded; null where it is not kept. */
  coreDump(id: number): Uint8Array | null {
    return this.#coreDumps.bytes(id);
  }

  /** Forgets everything but what it needs to understand what comes next. */
  clear(): void {
    this.#findings.clear();
    this.#boot.clear();
    this.#garbage.clear();
    this.#crashes.clear();
    this.#coreDumps.clear();
    this.#changed.clear();
    this.#coreDumpInsights.clear();
  }

  /** The crash that it ends is told first, with what is known of the app that crashed. */
  #reset(banner: BootBanner, place: Place): void {
    this.#coreDumps.end();
    this.#crashes.reset();
    this.#tellCrashes();
    this.#boot.reset(banner, place);
  }

  #mark({ type }: MonitorMark): void {
    if (type === 'cleared') return;
    // Whatever the board does next, somebody made it do that, or nobody saw what came between.
    this.#boot.expectReset();
    this.#crashes.end();
    this.#coreDumps.end();
    this.#garbage.clear();
  }

  #crash(draft: CrashDraft): void {
    this.#changed.add(draft);
    if (draft.id !== null) return;
    draft.id = this.#findings.newId();
    const { kind } = draft.head;
    const place = draft.firstPlace;
    if (!draft.fatal && kind === 'task-watchdog') return;
    this.#findings.insight('crash', 'error', place, { crash: draft.id, kind, reason: draft.reason });
    if (draft.fatal) this.#boot.crash(place, draft.reason);
  }

  #tellCrashes(): void {
    for (const draft of this.#changed)
      if (draft.id !== null)
        this.#findings.crash(draft.report(draft.id, this.#boot.chip, this.#boot.elfSha256));
    this.#changed.clear();
  }

  #watchdog({ tasks, running, line, atMs }: WatchdogBite): void {
    const place: Place = { line, atMs };
    this.#findings.insight('task-watchdog', 'warning', place, {
      tasks: tasks.join(', '),
      running: running.join(', '),
    });
  }

  #tellGarbage(garbage: Garbage | null): void {
    if (garbage === null) return;
    const { baud } = garbage;
    if (garbage.type === 'garbage')
      this.#findings.insight('garbage', 'warning', garbage, { baud, sharePercent: garbage.sharePercent });
    else
      this.#findings.insight('speaks-74880', 'warning', garbage, {
        baud,
        rightBaud: slowRomBaud,
        chip: garbage.chip,
      });
  }
}

/** Most lines have no escape sequence at their beginning or end but for colours, many none at all. */
function plainText(text: string): string {
  return hasControls(text) ? stripEscapes(text) : text;
}

function hasControls(text: string): boolean {
  return /[^\t\u0020-\uffff]/.test(text);
}
