import { AppStartReader, type AppStart } from './app-start-reader';
import { readRomName, severityOfBoot, type BootBanner } from './boot-banner';
import { BootLoopWatch, type BootLoop } from './boot-loop-watch';
import { readComplaint, readGivingUp, type Complaint } from './complaints';
import type { Findings, Place } from './findings';

/**
 * Reads what ROM, bootloader and app say when they start. Context of its insights:
 * `reset-*` {reason, number, chip?}, `mode-*` {mode, number, chip?}, `app-started` {project?, version?, idf?, elfSha256?, framework?},
 * `boot-loop` {count, endedBy}, `wrong-chip` {expected, found}, `wrong-revision` {what, required, chip}, `flash-too-small` and
 * `flash-larger` {actualBytes, expectedBytes}, `invalid-header` {header?}, `nvs-unusable` {reason}.
 */
export class BootReader {
  readonly #findings: Findings;
  readonly #app = new AppStartReader();
  readonly #loop = new BootLoopWatch();
  /** What has been complained of since the last reset: ROMs repeat themselves until a watchdog ends it. */
  readonly #complaints = new Set<string>();
  #loopId: number | null = null;
  #chip: string | null = null;
  /** ROMs name themselves before they say why they start. */
  #chipIsNew = false;
  #elfSha256: string | null = null;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** By its ROM; null until that has spoken. */
  get chip(): string | null {
    return this.#chip;
  }

  /** Of the app that has started last. */
  get elfSha256(): string | null {
    return this.#elfSha256;
  }

  /** Any line but a banner. */
  line(text: string, place: Place): void {
    const rom = readRomName(text);
    if (rom !== null) {
      this.#chip = rom;
      this.#chipIsNew = true;
    }
    const app = this.#app.line(text);
    if (app !== null) this.#appStart(app, place);
    const complaint = readComplaint(text) ?? (this.#complaints.size === 0 ? readGivingUp(text) : null);
    if (complaint !== null) this.#complaint(complaint, place);
  }

  /** The board has reset. */
  reset({ reset, mode, isEsp8266 }: BootBanner, place: Place): void {
    if (isEsp8266) this.#chip = 'esp8266';
    else if (!this.#chipIsNew) this.#chip = null;
    this.#chipIsNew = false;
    this.#complaints.clear();
    this.#app.reset();
    this.#elfSha256 = null;
    const chip = this.#chip === null ? {} : { chip: this.#chip };
    this.#findings.insight(reset.code, severityOfBoot(reset.code), place, {
      reason: reset.reason,
      number: reset.number,
      ...chip,
    });
    if (mode !== null)
      this.#findings.insight(mode.code, severityOfBoot(mode.code), place, {
        mode: mode.name,
        number: mode.number,
        ...chip,
      });
    // A chip that waits for a download has been asked to.
    if (mode?.code === 'mode-download') this.#loop.clear();
    else this.#looped(this.#loop.reset(place.atMs, reset.reason), place);
  }

  crash(place: Place, reason: string): void {
    this.#looped(this.#loop.crash(place.atMs, reason), place);
  }

  /** The reset that follows was asked for. */
  expectReset(): void {
    this.#loop.clear();
  }

  clear(): void {
    this.#loop.clear();
    this.#complaints.clear();
    this.#app.reset();
    this.#loopId = null;
  }

  #looped(loop: BootLoop | null, place: Place): void {
    if (loop === null) return;
    const { count, endedBy, goesOn } = loop;
    this.#loopId = this.#findings.insight(
      'boot-loop',
      'error',
      place,
      { count, endedBy: endedBy.join(', ') },
      goesOn && this.#loopId !== null ? this.#loopId : undefined,
    );
  }

  #appStart(app: AppStart, place: Place): void {
    this.#elfSha256 = app.elfSha256 ?? null;
    this.#findings.insight('app-started', 'info', place, { ...app });
  }

  #complaint({ code, severity, context }: Complaint, place: Place): void {
    if (this.#complaints.has(code)) return;
    this.#complaints.add(code);
    this.#findings.insight(code, severity, place, context);
  }
}
