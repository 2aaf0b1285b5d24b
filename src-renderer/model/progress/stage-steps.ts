import type { JobRequest } from '../../../src-shared/model/job';
import type { Stage } from '../../../src-shared/model/progress';
import type { JobProgress } from './job-progress';

export interface StageStep {
  readonly stage: Stage;
  readonly state: 'done' | 'now' | 'next';
}

/** Short stages that are shown as part of another. */
const partOf: Partial<Record<Stage, Stage>> = { identify: 'connect', prepare: 'write' };

/** The steps of a job for its row of chips: what was asked for, and what came although it was not expected. */
export function stageSteps(request: JobRequest | null, progress: JobProgress): readonly StageStep[] {
  const planned = plannedStages(request);
  const seen = new Set(progress.stagesSeen.map(shownAs));
  const order: readonly Stage[] = ['connect', 'stub', 'erase', 'write', 'read', 'verify', 'boot'];
  const stages = order.filter((stage) => planned.includes(stage) || seen.has(stage));
  const now = progress.stage === null ? -1 : stages.indexOf(shownAs(progress.stage));
  return stages.map((stage, index) => ({ stage, state: stateAt(index, now) }));
}

function shownAs(stage: Stage): Stage {
  return partOf[stage] ?? stage;
}

function stateAt(index: number, now: number): StageStep['state'] {
  if (index === now) return 'now';
  return index < now ? 'done' : 'next';
}

function plannedStages(request: JobRequest | null): readonly Stage[] {
  const stub: readonly Stage[] = request?.connect.useStub === false ? [] : ['stub'];
  switch (request?.kind) {
    case 'identify':
      return ['connect', ...stub];
    case 'erase':
      return ['connect', ...stub, 'erase'];
    case 'flash':
      return [
        'connect',
        ...stub,
        ...(request.eraseAll ? (['erase'] as const) : []),
        'write',
        ...(request.verify ? (['verify'] as const) : []),
        'boot',
      ];
    case undefined:
      return ['connect', 'stub', 'write', 'verify', 'boot'];
  }
}
