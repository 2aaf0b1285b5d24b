import type { Place } from './findings';

/** The task watchdog's words: which tasks did not reset it. */
export interface WatchdogBite extends Place {
  /** Names, with their CPU where it is told. */
  readonly tasks: readonly string[];
  /** What ran instead: `CPU 0: main`. */
  readonly running: readonly string[];
  /** It ends in a reset: the firmware is built so. */
  readonly fatal: boolean;
}

const late = /(?:^|: {1,2}) ?- (.{1,24}?) \(CPU ([0-9/]{1,4})\)\s*$/;
const running = /(?:^|: )(CPU \d: .{1,24}?)\s*$/;
/** Other cores write while it prints; after so many lines of theirs it has said everything. */
const mostForeignLines = 20;
const mostTasks = 32;

/**
 * Gathers what the task watchdog says. It is printed from its interrupt: nothing of the same core comes between.
 * @source ESP-IDF, esp_system/task_wdt/task_wdt.c
 */
export class TaskWatchdogReader {
  #bite: { place: Place; tasks: string[]; running: string[]; fatal: boolean } | null = null;
  #foreignLines = 0;

  get bite(): WatchdogBite | null {
    if (this.#bite === null) return null;
    const { place, tasks, running, fatal } = this.#bite;
    return { ...place, tasks, running, fatal };
  }

  /** True: the line is of the watchdog. */
  line(text: string, place: Place): boolean {
    if (text.includes('Task watchdog got triggered')) {
      this.#bite = { place, tasks: [], running: [], fatal: false };
      this.#foreignLines = 0;
      return true;
    }
    if (this.#bite === null) return false;
    if (this.#gather(text, this.#bite)) return true;
    this.#foreignLines++;
    return false;
  }

  /** Nothing more of it will come. */
  get isOver(): boolean {
    return this.#bite !== null && this.#foreignLines > mostForeignLines;
  }

  clear(): void {
    this.#bite = null;
  }

  #gather(text: string, bite: { tasks: string[]; running: string[]; fatal: boolean }): boolean {
    const [, task, cpu] = late.exec(text) ?? [];
    if (task !== undefined) {
      if (bite.tasks.length < mostTasks) bite.tasks.push(`${task} (CPU ${cpu ?? ''})`);
      return true;
    }
    const now = running.exec(text)?.[1];
    if (now !== undefined) {
      if (bite.running.length < mostTasks) bite.running.push(now);
      return true;
    }
    if (/(?:^|: )Aborting\.\s*$/.test(text)) {
      bite.fatal = true;
      return true;
    }
    return text.includes('task_wdt') || text.includes('Tasks currently running:');
  }
}
