import { describe, expect, it } from 'vitest';
import { addressText, baseName } from '../../../src-renderer/model/monitor/findings/address-text';
import { crashCause, namedReason } from '../../../src-renderer/model/monitor/findings/crash-cause';
import { frameRows } from '../../../src-renderer/model/monitor/findings/frame-rows';
import { countSeverities, groupByBoot } from '../../../src-renderer/model/monitor/findings/group-by-boot';
import { mergeFindings } from '../../../src-renderer/model/monitor/findings/merge-findings';
import type { CrashReport } from '../../../src-shared/model/crash';
import {
  noFindings,
  sampleCrash,
  sampleDecodedCrash,
  sampleDump,
  sampleInsight,
} from '../../support/sample-findings';

describe('what is found, by starts of the board', () => {
  const findings = {
    ...noFindings('m'),
    insights: [
      sampleInsight('garbage', { line: 0, severity: 'warning' }),
      sampleInsight('reset-power-on', { line: 1 }),
      sampleInsight('app-started', { line: 9 }),
      sampleInsight('crash', { line: 60, severity: 'error', context: { crash: sampleCrash.id } }),
      sampleInsight('reset-software', { line: 97 }),
    ],
    crashes: [sampleCrash],
    coreDumps: [{ ...sampleDump, firstLine: 120, state: 'damaged' as const }],
  };
  const boots = groupByBoot(findings);

  it('begins anew with each reset, the newest first', () => {
    expect(boots.map(({ reset }) => reset?.code ?? null)).toEqual(['reset-software', 'reset-power-on', null]);
  });

  it('has a crash in the start that it ended, and tells it once', () => {
    expect(boots[1]?.entries.map(({ type, line }) => [type, line])).toEqual([
      ['insight', 1],
      ['insight', 9],
      ['crash', 60],
    ]);
  });

  it('keeps a crash that nothing more is known of', () => {
    const [boot] = groupByBoot({
      ...findings,
      insights: findings.insights.slice(3, 4),
      crashes: [],
      coreDumps: [],
    });
    expect(boot?.entries).toMatchObject([{ type: 'insight', insight: { code: 'crash' } }]);
  });

  it('counts problems, warnings and notes', () => {
    expect(countSeverities(boots)).toEqual({ error: 1, warning: 2, info: 3 });
  });

  it('takes the new in place of the former with the same number', () => {
    const known = { ...noFindings('m'), crashes: [{ ...sampleCrash, complete: false }] };
    const news = { ...noFindings('m'), crashes: [sampleCrash, { ...sampleCrash, id: 8 }] };
    expect(mergeFindings(known, news).crashes).toEqual(news.crashes);
  });

  it('is bounded as the station’s own list is', () => {
    const crashes = Array.from({ length: 80 }, (_, id): CrashReport => ({ ...sampleCrash, id }));
    const merged = mergeFindings(noFindings('m'), { ...noFindings('m'), crashes });
    expect(merged.crashes.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => index + 30));
  });
});

describe('the cause of a crash', () => {
  const cause = (reason: string, registers: CrashReport['registers'] = {}) =>
    crashCause({ ...sampleCrash, reason, registers });

  it.each([
    ['LoadProhibited', { PC: 0x400d_1234, EXCVADDR: 0 }, 'null-read'],
    ['LoadProhibited', { PC: 0x400d_1234, EXCVADDR: 0x3f00_0000 }, 'bad-read'],
    ['StoreProhibited', { PC: 0x400d_1234, EXCVADDR: 0x14 }, 'null-write'],
    ['Store access fault', { MEPC: 0x4200_0010, MTVAL: 0x4200_0000 }, 'bad-write'],
    ['Load access fault', { MEPC: 0x4200_0010, MTVAL: 0xffc }, 'null-read'],
    ['InstrFetchProhibited', { PC: 0 }, 'null-call'],
    ['Instruction access fault', { MEPC: 0x1234_5678 }, 'bad-jump'],
    ['IllegalInstruction', { PC: 0x400d_1234 }, 'illegal-instruction'],
    ['Illegal instruction', { MEPC: 0 }, 'null-call'],
    ['IntegerDivideByZero', {}, 'divide-by-zero'],
    ['LoadStoreAlignment', {}, 'misaligned'],
    ['Store address misaligned', {}, 'misaligned'],
    ['Breakpoint', {}, 'breakpoint'],
    ['28', { EPC1: 0x4020_1234, EXCVADDR: 0 }, 'null-read'],
    ['29', { EPC1: 0x4020_1234, EXCVADDR: 0x4020_0000 }, 'bad-write'],
    ['3', {}, 'misaligned'],
    ['0', { EPC1: 0x4020_1234 }, 'illegal-instruction'],
  ])('is told by %s with %o', (reason, registers, expected) => {
    expect(cause(reason, registers as CrashReport['registers'])).toBe(expected);
  });

  it('is not guessed', () => {
    expect(cause('Unhandled debug exception')).toBeNull();
    expect(cause('77')).toBeNull();
    expect(crashCause({ ...sampleCrash, kind: 'abort', reason: 'LoadProhibited' })).toBeNull();
  });

  it('has a name where the board tells a number only', () => {
    expect(namedReason('28')).toBe('28 LoadProhibited');
    expect(namedReason('LoadProhibited')).toBe('LoadProhibited');
  });
});

describe('the rows of frames', () => {
  it('have one for each inlined function, before the one that it is inlined into', () => {
    expect(
      frameRows(sampleDecodedCrash.frames).map(({ frame, inlined, first, place }) => [
        frame,
        place?.function ?? null,
        inlined,
        first,
      ]),
    ).toEqual([
      [0, 'sensor_value', true, true],
      [0, 'read_sensor', false, false],
      [1, 'measure_task', false, true],
      [2, 'vPortTaskWrapper', false, true],
      [3, 'http_event', false, true],
      [4, null, false, true],
    ]);
  });

  it('name addresses with eight digits and files without their folders', () => {
    expect(addressText(0x1c)).toBe('0x0000001c');
    expect([baseName('/a/b/main.c'), baseName('C:\\a\\main.c'), baseName('main.c')]).toEqual(
      Array(3).fill('main.c'),
    );
  });
});
