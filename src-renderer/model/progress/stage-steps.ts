import type { JobKind, JobRequest } from '../../../src-shared/model/job';
import type { Stage } from '../../../src-shared/model/progress';
import type { JobProgress } from './job-progress';

export interface StageStep {
  readonly stage: Stage;
  readonly state: 'done' | 'now' | 'next';
}

/** Short stages that are shown as part of another. */
const partOf: Partial<Record<Stage, Stage>> = { identify: 'connect', prepare: 'write' };

/** The steps of a job for its row of chips: what was asked for, and what came although it was not expected. */
export function stageSteps(
  kind: JobKind,
  request: JobRequest | null,
  progress: JobProgress,
): readonly StageStep[] {
  const planned = plannedStages(kind, request);
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

/** What follows the contact with the chip, where it is the same for every job of the kind. */
const work: Readonly<Record<Exclude<JobKind, 'flash' | 'diagnose'>, readonly Stage[]>> = {
  identify: [],
  erase: ['erase', 'verify'],
  read: ['read', 'verify'],
  restore: ['write', 'verify', 'boot'],
  verify: ['verify'],
  partitions: ['read'],
  'read-memory': ['read'],
  'write-memory': ['write'],
};

/** `request` is null for a job that another window started. */
function plannedStages(kind: JobKind, request: JobRequest | null): readonly Stage[] {
  if (kind === 'diagnose') return ['connect'];
  const contact: readonly Stage[] = request?.connect.useStub === false ? ['connect'] : ['connect', 'stub'];
  if (kind === 'flash') return [...contact, ...flashStages(request)];
  return [...contact, ...work[kind]];
}

function flashStages(request: JobRequest | null): readonly Stage[] {
  if (request?.kind !== 'flash') return ['write', 'verify', 'boot'];
  return [
    ...(request.eraseAll ? (['erase'] as const) : []),
    'write',
    ...(request.verify ? (['verify'] as const) : []),
    'boot',
  ];
}
