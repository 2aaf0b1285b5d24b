import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type {
  FirmwareKind,
  ImportNoticeCode,
  ImportQuestion,
  ItemOrigin,
  OffsetReason,
} from '../../../src-shared/model/firmware';
import { jobKinds, type BootVerdict, type JobState, type SegmentResult } from '../../../src-shared/model/job';
import { simulatedFaults } from '../../../src-shared/model/port';
import { causes } from '../../../src-shared/model/diagnosis';
import { causeTexts } from '../../../src-shared/doctor/cause-texts';
import { stages, type NoticeCode, type Stage } from '../../../src-shared/model/progress';
import type { FindingCode, FindingFix } from '../../../src-shared/preflight/finding';
import type { RegionProblem } from '../../../src-renderer/model/board/flash-region';
import type { PartitionKind } from '../../../src-renderer/model/board/partition-kind';
import type { OffsetProblem } from '../../../src-renderer/model/format/offset-text';
import type { Blocker } from '../../../src-renderer/stores/plan-store';
import type { Verdict } from '../../../src-renderer/stores/job-view';
import { createWords, locales } from '../../../src-renderer/locales/i18n';
import { en } from '../../../src-renderer/locales/i18n';

/* Records, so that a code which is added and not listed here does not compile. */
const all = <K extends string>(names: Record<K, true>): readonly K[] => Object.keys(names) as K[];

const findings = all<FindingCode>({
  'nothing-to-flash': true,
  'file-empty': true,
  'offset-missing': true,
  'offset-misaligned': true,
  'segments-overlap': true,
  'past-end-of-flash': true,
  'image-wrong-chip': true,
  'images-for-different-chips': true,
  'image-wrong-revision': true,
  'image-checksum-bad': true,
  'image-digest-bad': true,
  'bootloader-wrong-offset': true,
  'header-size-larger-than-flash': true,
  'header-size-smaller-than-table': true,
  'partition-table-faulty': true,
  'partition-past-end-of-flash': true,
  'partition-table-changes': true,
  'partition-table-overwritten': true,
  'no-partition-table': true,
  'app-does-not-fit-partition': true,
  'app-not-at-partition': true,
  'app-not-started': true,
  'data-does-not-fit-partition': true,
  'data-not-at-partition': true,
  'no-bootloader': true,
  'board-secured': true,
  'settings-will-be-erased': true,
  'settings-kept': true,
  'flash-setting-unknown': true,
});
const notices = all<NoticeCode>({
  'chip-detected': true,
  'stub-running': true,
  'stub-already-running': true,
  'no-stub-for-chip': true,
  'press-buttons': true,
  'no-reset-lines': true,
  'baud-changed': true,
  'baud-not-changed': true,
  'flash-size-detected': true,
  'flash-size-unknown': true,
  'header-patched': true,
  'header-not-patched': true,
  'segment-unchanged': true,
  'compression-skipped': true,
  'block-repeated': true,
  'not-verified': true,
  'register-changes': true,
  'partition-table-changes': true,
  'previous-not-there': true,
  'link-slower': true,
  'link-uncompressed': true,
  'link-without-stub': true,
  'link-remembered': true,
  'waiting-for-board': true,
  'board-back': true,
  resumed: true,
  'stub-refused': true,
  'secure-download': true,
});
const states = all<JobState>({
  queued: true,
  connecting: true,
  running: true,
  succeeded: true,
  failed: true,
  cancelled: true,
  interrupted: true,
});
const boots = all<BootVerdict>({
  booted: true,
  'invalid-header': true,
  'flash-read-error': true,
  'checksum-error': true,
  'no-bootable-app': true,
  'brown-out': true,
  'boot-loop': true,
  'download-mode': true,
  silent: true,
  garbage: true,
});
const kinds = all<FirmwareKind>({
  bootloader: true,
  'partition-table': true,
  app: true,
  'ota-data': true,
  nvs: true,
  merged: true,
  data: true,
  empty: true,
});
const reasons = all<OffsetReason>({
  manifest: true,
  'layout-file': true,
  'command-line': true,
  'build-rule': true,
  'place-in-image': true,
  'address-in-file': true,
  'bootloader-of-chip': true,
  'partition-table-default': true,
  partition: true,
  'app-default': true,
  'file-name': true,
  user: true,
  unknown: true,
});
const importNotices = all<ImportNoticeCode>({
  'file-changed': true,
  'option-ignored': true,
  'settings-kept': true,
  'blank-left-out': true,
  'file-left-out': true,
  'elf-converted': true,
  'build-chosen-by-board': true,
  'build-left-out': true,
  'file-missing': true,
  'boot-app0-missing': true,
  'encryption-asked': true,
});
/** The parts of a merged image are told by the heading over them. */
const origins = all<Exclude<ItemOrigin['how'], 'merged'>>({
  zip: true,
  'intel-hex': true,
  uf2: true,
  elf: true,
  'partition-csv': true,
});
const questions = all<ImportQuestion['about']>({ build: true, chip: true, files: true });
const verdicts = all<Verdict>({
  pass: true,
  'not-compared': true,
  done: true,
  different: true,
  fail: true,
  stopped: true,
  interrupted: true,
});
const fixes = all<FindingFix['type']>({
  move: true,
  exclude: true,
  'flash-size': true,
  'flash-frequency': true,
  'keep-flash': true,
  'keep-settings': true,
});
const problems = all<OffsetProblem>({
  empty: true,
  'not-an-offset': true,
  'unknown-partition': true,
  'out-of-range': true,
});
const blockers = all<Blocker>({ 'no-firmware': true, 'no-port': true, 'port-gone': true, findings: true });
const partitionKinds = all<PartitionKind>({
  app: true,
  factory: true,
  'ota-slot': true,
  test: true,
  tee: true,
  data: true,
  'ota-data': true,
  phy: true,
  nvs: true,
  coredump: true,
  'nvs-keys': true,
  efuse: true,
  http: true,
  fat: true,
  spiffs: true,
  littlefs: true,
  bootloader: true,
  table: true,
  custom: true,
});
const regionProblems = all<RegionProblem>({ empty: true, misaligned: true, 'past-end': true });
const outcomes = all<SegmentResult['outcome']>({ verified: true, unchanged: true, written: true });

const stageKeys = stages.flatMap((stage: Stage) => [`stages.${stage}`, `stageActions.${stage}`]);
const codeKeys = [
  ...findings.flatMap((code) => [`findings.${code}.title`, `findings.${code}.text`]),
  ...notices.map((code) => `notices.${code}`),
  ...states.map((state) => `states.${state}`),
  ...boots.map((verdict) => `boot.${verdict}`),
  ...kinds.map((kind) => `kinds.${kind}`),
  ...reasons.map((reason) => `layout.reason.${reason}`),
  ...importNotices.map((code) => `importNotices.${code}`),
  ...origins.map((how) => `origins.${how}`),
  ...questions.flatMap((about) => [`importQuestion.${about}.title`, `importQuestion.${about}.text`]),
  ...verdicts.map((verdict) => `result.${verdict}`),
  ...fixes.map((fix) => `findings.fix.${fix}`),
  ...problems.map((problem) => `layout.problem.${problem}`),
  ...blockers.map((blocker) => `blockers.${blocker}`),
  ...jobKinds.map((kind) => `history.kind.${kind}`),
  ...partitionKinds.map((kind) => `partitionKinds.${kind}`),
  ...regionProblems.map((problem) => `region.problem.${problem}`),
  ...simulatedFaults.map((fault) => `faults.${fault}`),
  ...outcomes.map((outcome) => `result.outcomes.${outcome}`),
  ...stageKeys,
];

const i18n = createWords('en').global;

function keysOf(words: object, prefix = ''): readonly string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function canBeSaid(key: string, n: number): boolean {
  try {
    i18n.t(key, { n }, n);
    return true;
  } catch {
    return false;
  }
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}

describe('the words', () => {
  it.each(locales)('in %s are there for every code that the station can send', (locale) => {
    i18n.locale.value = locale;
    expect(codeKeys.filter((key) => !i18n.te(key) || i18n.t(key) === '')).toEqual([]);
  });

  it('of the doctor name a cause, explain it and say what to do', () => {
    for (const cause of causes) {
      const { title, explanation, steps } = causeTexts[cause];
      expect([title, explanation, ...steps].filter((words) => words.trim() === '')).toEqual([]);
      expect(steps.length, cause).toBeGreaterThan(0);
    }
    expect(new Set(causes.map((cause) => causeTexts[cause].title)).size).toBe(causes.length);
  });

  const sources = sourcesBelow('src-renderer').join('\n');

  it('are there for every key that the code asks for by name', () => {
    const asked = [...sources.matchAll(/\bt\(\s*'([a-z][\w.-]+)'/gi)].map(([, key]) => key ?? '');
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.filter((key) => !i18n.te(key))).toEqual([]);
  });

  it('are all used: a word that nobody says is taken out', () => {
    const dynamic = [...sources.matchAll(/`([a-z][\w.]+\.)\$\{/gi)].map(([, prefix]) => prefix ?? '');
    const unused = keysOf(en).filter(
      (key) => !sources.includes(`'${key}'`) && !dynamic.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('can all be said, in every number', () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const unsaid = keysOf(en).filter((key) => [0, 1, 2].some((n) => !canBeSaid(key, n)));
    expect(unsaid).toEqual([]);
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  it('agree in number', () => {
    expect(i18n.t('flash.files', { n: 1 }, 1)).toBe('1 file');
    expect(i18n.t('flash.files', { n: 3 }, 3)).toBe('3 files');
    expect(i18n.t('flash.files', { n: 0 }, 0)).toBe('no files');
  });
});
