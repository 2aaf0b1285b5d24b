import { describe, expect, it } from 'vitest';
import { findingError } from '../../../src-main/services/finding-error';
import { en } from '../../../src-renderer/locales/i18n';
import { checkPlan } from '../../../src-shared/preflight/check-plan';
import type { FindingCode } from '../../../src-shared/preflight/finding';
import { findingCases } from './finding-cases';
import { soundPlan } from './sample-plan';

const cases = Object.entries(findingCases).flatMap(([code, some]) =>
  some.map(({ when, plan }) => ({ code: code as FindingCode, when, plan })),
);

function found({ code, plan }: (typeof cases)[number]) {
  const finding = checkPlan({ ...soundPlan, ...plan }).find((one) => one.code === code);
  if (finding === undefined) throw new Error(`${code} was not found`);
  return finding;
}

const valuesIn = (words: string): readonly string[] =>
  [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

describe('what pre-flight finds', () => {
  it.each(cases)('brings every value that its words name: $code, when $when', (one) => {
    const { title, text } = en.findings[one.code];
    const { context } = found(one);
    expect(valuesIn(`${title} ${text}`).filter((name) => !(name in context))).toEqual([]);
  });

  it.each(cases.filter((one) => found(one).severity === 'error'))(
    'stops a job in words, with nothing missing: $code, when $when',
    (one) => {
      const { code, message, help } = findingError(found(one));
      expect(code).not.toBe('internal');
      expect(`${message} ${help}`).not.toContain('?');
    },
  );
});
