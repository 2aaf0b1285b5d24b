import type { JobEvent, JobId, JobRecord, JobRequest, JobResult } from '../../src-shared/model/job';
import { terminalStates } from '../../src-shared/model/job';
import { History } from '../../src-main/services/history';
import type { JobControl } from '../../src-main/services/job-control';
import { JobRunner } from '../../src-main/services/job-runner';
import { TraceHub } from '../../src-main/services/trace-hub';
import { VirtualClock } from './virtual-clock';

/** Work that a test ends when it likes. */
export interface OpenWork {
  readonly request: JobRequest;
  readonly control: JobControl;
  readonly succeed: (result?: JobResult) => void;
  readonly fail: (error: unknown) => void;
}

export const nothingDone: JobResult = {
  board: null,
  segments: [],
  verified: false,
  boot: null,
  output: null,
};

export const identifyOn = (port: string): JobRequest => ({
  kind: 'identify',
  connect: { port, chip: 'auto', baud: 115_200, useStub: true },
});

/** A job runner whose work is in the test's hands. Records go to `folder`. */
export class JobBench {
  readonly clock = new VirtualClock();
  readonly events: JobEvent[] = [];
  readonly work: OpenWork[] = [];
  readonly history: History;
  readonly runner: JobRunner;
  #nowMs = 1_700_000_000_000;
  readonly #watchers = new Set<() => void>();

  constructor(folder: string) {
    this.history = new History(folder);
    this.runner = new JobRunner({
      execute: (request, control) =>
        new Promise((resolve, reject) => {
          this.work.push({
            request,
            control,
            succeed: (result = nothingDone) => resolve(result),
            fail: reject,
          });
        }),
      history: this.history,
      trace: new TraceHub(this.clock),
      clock: this.clock,
      wallClock: () => this.#nowMs++,
    });
    this.runner.onEvent((event) => {
      this.events.push(event);
      for (const watch of [...this.#watchers]) watch();
    });
  }

  /** What was told of a job, oldest first. */
  records(id: JobId): readonly JobRecord[] {
    return this.events.flatMap((event) =>
      event.type === 'changed' && event.job.id === id ? [event.job] : [],
    );
  }

  states(id: JobId): readonly string[] {
    return this.records(id).map(({ state }) => state);
  }

  /** The record of the job's end, as soon as it is told. */
  ended(id: JobId): Promise<JobRecord> {
    return new Promise((resolve) => {
      const look = (): void => {
        const end = this.records(id).find(({ state }) => terminalStates.includes(state));
        if (end === undefined) return;
        this.#watchers.delete(look);
        resolve(end);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** The n-th piece of work that was begun. */
  async begun(index: number): Promise<OpenWork> {
    for (;;) {
      const work = this.work[index];
      if (work !== undefined) return work;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#watchers.delete(look);
          resolve();
        };
        this.#watchers.add(look);
      });
      // The event comes before the work: let the work begin.
      await Promise.resolve();
    }
  }
}
