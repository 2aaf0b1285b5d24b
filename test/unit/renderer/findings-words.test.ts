import { describe, expect, it } from 'vitest';
import { createWords, locales } from '../../../src-renderer/locales/i18n';
import { crashCauses } from '../../../src-renderer/model/monitor/findings/crash-cause';
import {
  crashKinds,
  type CoreDumpInfo,
  type DecodedCrash,
  type FrameKind,
} from '../../../src-shared/model/crash';
import {
  highlightColours,
  insightCodes,
  lineEndings,
  timestampModes,
  type InsightSeverity,
} from '../../../src-shared/model/monitor';

/* Records, so that a code which is added and not listed here does not compile. */
const all = <K extends string>(names: Record<K, true>): readonly K[] => Object.keys(names) as K[];

const severities = all<InsightSeverity>({ info: true, warning: true, error: true });
const frameKinds = all<FrameKind>({ exact: true, caller: true, possible: true });
const matches = all<DecodedCrash['match']>({ same: true, other: true, unknown: true });
const dumpStates = all<CoreDumpInfo['state']>({
  receiving: true,
  whole: true,
  damaged: true,
  unsupported: true,
});
/** The other ends need no explanation. */
const explainedEnds: readonly DecodedCrash['end'][] = ['no-unwind-info', 'stack-not-printed', 'corrupted'];

const keys = [
  ...insightCodes.flatMap((code) => [`insights.${code}.title`, `insights.${code}.text`]),
  ...severities.flatMap((severity) => [`insights.severity.${severity}`, `insights.counts.${severity}`]),
  ...crashKinds.flatMap((kind) => [`crash.kinds.${kind}.title`, `crash.kinds.${kind}.text`]),
  ...crashCauses.map((cause) => `crash.causes.${cause}`),
  ...frameKinds.map((kind) => `crash.kind.${kind}`),
  ...matches.flatMap((match) => [`crash.match.${match}`, `crash.matchText.${match}`]),
  ...explainedEnds.map((end) => `crash.end.${end}`),
  ...dumpStates.map((state) => `coreDump.state.${state}`),
  ...highlightColours.map((colour) => `monitorTools.colours.${colour}`),
  ...timestampModes.map((mode) => `monitorTools.settings.timestampModes.${mode}`),
  ...lineEndings.map((ending) => `monitorTools.settings.lineEndings.${ending}`),
];

describe('the words for what boards say', () => {
  const i18n = createWords('en').global;

  it.each(locales)('in %s are there for every code that the station can send', (locale) => {
    i18n.locale.value = locale;
    expect(keys.filter((key) => !i18n.te(key) || i18n.t(key) === '')).toEqual([]);
  });

  it('say what to do, or why it is well, in more than a title', () => {
    for (const code of insightCodes)
      expect(i18n.t(`insights.${code}.text`).length, code).toBeGreaterThan(
        i18n.t(`insights.${code}.title`).length,
      );
  });
});
