import { describe, expect, it } from 'vitest';
import { jobKinds, type JobRequest } from '../../../src-shared/model/job';
import type { ProgressEvent } from '../../../src-shared/model/progress';
import { foldProgress, noProgress } from '../../../src-renderer/model/progress/job-progress';
import { stageSteps } from '../../../src-renderer/model/progress/stage-steps';
import { samplePlan } from '../../support/sample-station';

const sizes = [100, 50, 850];
const fold = (events: readonly ProgressEvent[], segmentSizes: readonly number[] = sizes) =>
  events.reduce((progress, event) => foldProgress(progress, event, segmentSizes), noProgress);
const stage = (name: Extract<ProgressEvent, { type: 'stage' }>['stage']): ProgressEvent => ({
  type: 'stage',
  stage: name,
});
const wrote = (segment: number | null, done: number, total: number): ProgressEvent => ({
  type: 'bytes',
  stage: 'write',
  segment,
  done,
  total,
});

describe('a job’s progress', () => {
  it('adds the bytes of all segments up', () => {
    expect(fold([stage('write'), wrote(0, 100, 100), wrote(1, 25, 50)]).bytes).toEqual({
      done: 125,
      total: 1000,
    });
  });

  it('counts a segment that was left out as done once a later one is on', () => {
    expect(fold([stage('write'), wrote(2, 85, 850)]).bytes).toEqual({ done: 235, total: 1000 });
  });

  it('reaches exactly the total with the last byte', () => {
    expect(fold([stage('write'), wrote(2, 850, 850)]).bytes).toEqual({ done: 1000, total: 1000 });
  });

  it('knows only the present segment when the job was started elsewhere', () => {
    expect(fold([stage('write'), wrote(2, 85, 850)], []).bytes).toEqual({ done: 85, total: 850 });
  });

  it('remembers how much of each segment was written, not how much was compared', () => {
    const progress = fold([
      stage('write'),
      wrote(0, 100, 100),
      wrote(2, 400, 850),
      stage('verify'),
      { type: 'bytes', stage: 'verify', segment: 0, done: 60, total: 100 },
    ]);
    expect(progress.writtenBytes).toEqual([100, 0, 400]);
  });

  it('forgets the bytes of the stage before', () => {
    const progress = fold([stage('write'), wrote(0, 100, 100), stage('verify')]);
    expect(progress.bytes).toBeNull();
    expect(progress.segment).toBeNull();
    expect(progress.stage).toBe('verify');
  });

  it('keeps what was noticed, in order', () => {
    const progress = fold([
      { type: 'notice', code: 'chip-detected', context: { chip: 'ESP32' } },
      { type: 'notice', code: 'stub-running', context: {} },
    ]);
    expect(progress.notices.map(({ code }) => code)).toEqual(['chip-detected', 'stub-running']);
  });
});

describe('the row of stages', () => {
  const told = (request: JobRequest, events: readonly ProgressEvent[]) =>
    stageSteps(request.kind, request, fold(events)).map(({ stage: name, state }) => `${name} ${state}`);

  it('shows what is done, what goes on and what is to come', () => {
    expect(told(samplePlan, [stage('connect'), stage('stub'), stage('write')])).toEqual([
      'connect done',
      'stub done',
      'write now',
      'verify next',
      'boot next',
    ]);
  });

  it('leaves out what was not asked for', () => {
    const plan = { ...samplePlan, verify: false, connect: { ...samplePlan.connect, useStub: false } };
    expect(told(plan, [])).toEqual(['connect next', 'write next', 'boot next']);
  });

  it('shows an erase where everything is erased first, and one that comes unasked', () => {
    expect(told({ ...samplePlan, eraseAll: true }, [])).toContain('erase next');
    expect(told(samplePlan, [stage('connect'), stage('erase')])).toContain('erase now');
  });

  it('counts identifying as part of connecting and preparing as part of writing', () => {
    expect(told(samplePlan, [stage('connect'), stage('identify')])).toContain('connect now');
    expect(told(samplePlan, [stage('prepare')])).toContain('write now');
  });

  it('has its own stages for every kind of job', () => {
    const { connect } = samplePlan;
    expect(told({ kind: 'identify', connect }, [])).toEqual(['connect next', 'stub next']);
    const names = (request: JobRequest): string =>
      stageSteps(request.kind, request, noProgress)
        .map((step) => step.stage)
        .join(' ');
    expect(names({ kind: 'erase', connect, region: null, label: '' })).toBe('connect stub erase verify');
    expect(names({ kind: 'read', connect, region: null, label: '', resume: null })).toBe(
      'connect stub read verify',
    );
    expect(names({ kind: 'restore', connect, backup: 'b', acceptOtherBoard: false })).toBe(
      'connect stub write verify boot',
    );
    expect(names({ kind: 'verify', connect, segments: [] })).toBe('connect stub verify');
    expect(names({ kind: 'diagnose', connect })).toBe('connect');
  });

  it('is known for a job that another window started as well', () => {
    for (const kind of jobKinds) expect(stageSteps(kind, null, noProgress)[0]?.stage).toBe('connect');
    expect(stageSteps('read', null, noProgress).map((step) => step.stage)).not.toContain('write');
  });
});
