import { describe, expect, it } from 'vitest';
import type { SegmentResult } from '../../../src-shared/model/job';
import type { FindingCode } from '../../../src-shared/preflight/finding';
import { findingError } from '../../../src-main/services/finding-error';
import { isVerified } from '../../../src-main/services/jobs/flash-job';

const segment = (outcome: SegmentResult['outcome'], md5: string | null): SegmentResult => ({
  name: 'app.bin',
  offset: 0,
  sizeBytes: 1,
  wireBytes: 1,
  outcome,
  md5,
});
const verified = segment('verified', 'a'.repeat(32));
const unchanged = segment('unchanged', 'b'.repeat(32));

describe('a green result', () => {
  it('needs every segment compared, written now or found right', () => {
    expect(isVerified([verified, unchanged])).toBe(true);
  });

  it.each([
    ['nothing was written', []],
    ['one segment was only written', [verified, segment('written', null)]],
    ['a digest came, but was not compared', [segment('written', 'c'.repeat(32))]],
    ['no digest backs the claim', [verified, segment('verified', null)]],
    ['no digest shows that nothing changed', [segment('unchanged', null)]],
  ])('is withheld when %s', (_why, segments) => {
    expect(isVerified(segments)).toBe(false);
  });
});

describe('a finding that stops a job', () => {
  const finding = (code: FindingCode) =>
    ({ code, severity: 'error', itemIds: [], context: { name: 'app.bin' }, fix: null }) as const;

  it('keeps its name and context as an error', () => {
    const error = findingError(finding('app-does-not-fit-partition'));
    expect(error.code).toBe('app-does-not-fit-partition');
    expect(error.message).toContain('app.bin');
  });

  it('is called by the name that the engine has for a secured board', () => {
    expect(findingError(finding('board-secured')).code).toBe('security-refused');
  });
});
