import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFix } from '../../../src-shared/preflight/apply-fix';
import { checkPlan, type PlanToCheck } from '../../../src-shared/preflight/check-plan';
import type { FindingCode, PlanFix } from '../../../src-shared/preflight/finding';
import { placedItems } from '../../../src-shared/preflight/placed-item';
import { findingCases, type FindingCase } from './finding-cases';
import { app, bootloader, esp32, image, item, partition, partitions, soundPlan, table } from './sample-plan';

const cases = Object.entries(findingCases).flatMap(([code, some]) =>
  some.map((one) => ({ ...one, code: code as FindingCode })),
);

/** The plan once the remedy has been chosen. */
function healed({ plan, fix, imported }: FindingCase): PlanToCheck {
  const broken = { ...soundPlan, ...plan };
  if (fix === null) return broken;
  if (fix.type !== 'keep-settings') return applyFix(broken, fix);
  if (imported === undefined) throw new Error('what comes in when it is imported again is not said');
  return { ...broken, items: imported };
}

describe('pre-flight', () => {
  it('finds nothing in a sound plan', () => {
    expect(checkPlan(soundPlan)).toEqual([]);
  });

  it.each(cases)('names $code, and only that, when $when', ({ code, severity, plan, context, fix }) => {
    const findings = checkPlan({ ...soundPlan, ...plan });
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(findings[0]?.severity).toBe(severity ?? 'error');
    expect(findings[0]?.fix).toEqual(fix);
    if (context !== undefined) expect(findings[0]?.context).toEqual(context);
  });

  it.each(cases.filter(({ fix }) => fix !== null))(
    'has nothing against it any more once the remedy for $code is applied, when $when',
    (one) => {
      const left = checkPlan(healed(one)).filter(({ severity }) => severity !== 'info');
      // Where all that there was is left out, that is said.
      expect(left.filter(({ code }) => code !== 'nothing-to-flash')).toEqual([]);
    },
  );

  it('warns of a board without bootloader when everything is erased and none is written', () => {
    const findings = checkPlan({ ...soundPlan, items: [app], eraseAll: true });
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['no-bootloader', 'warning'],
      ['settings-will-be-erased', 'warning'],
    ]);
  });

  it('does not speak of settings when the NVS partition itself is written', () => {
    const nvs = item('nvs.bin', 'nvs', 0x9000, 0x4000);
    expect(checkPlan({ ...soundPlan, items: [...soundPlan.items, nvs] })).toEqual([]);
  });

  it('does not look at rows that are left out', () => {
    const wrong = item('data.bin', 'data', 0x123, 0x900_0000, { include: false });
    expect(checkPlan({ ...soundPlan, items: [...soundPlan.items, wrong] })).toEqual([]);
  });

  it('keeps quiet about images of a known chip while no board is there', () => {
    expect(checkPlan({ ...soundPlan, chip: null, board: null })).toEqual([]);
  });

  it('wants the bootloader of an ESP32 at 0x1000', () => {
    const foreign = { ...bootloader, image: { ...image, chip: 'esp32' as const }, offset: 0x1000 };
    const plan = { ...soundPlan, chip: esp32, board: null, items: [foreign] };
    expect(checkPlan(plan)).toEqual([]);
  });

  it('asks for no partition table where none is needed: on an ESP8266, and for what the ROM starts', () => {
    const unknown = { ...soundPlan, chip: null, board: null, boardPartitions: [] };
    const ownImage = { ...image, chip: 'esp8266' as const };
    const rows = [
      { ...bootloader, sizeBytes: 0x1000 },
      { ...app, offset: 0x1000 },
    ];
    const pair = rows.map((row) => ({ ...row, image: ownImage }));
    const alone = [{ ...app, offset: 0 }];
    expect([...checkPlan({ ...unknown, items: pair }), ...checkPlan({ ...unknown, items: alone })]).toEqual(
      [],
    );
  });

  it('leaves alone what a project keeps in partitions of its own type', () => {
    const own = partition('radio_fw', 0x40, 1, 0x2c_0000, 0x10_0000);
    const radio = { ...app, id: 'radio.bin', offset: own.offset, name: 'radio.bin' };
    const items = [bootloader, { ...table, partitions: [...partitions, own] }, app, radio];
    expect(checkPlan({ ...soundPlan, items }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('lists errors before warnings', () => {
    const severities = checkPlan({
      ...soundPlan,
      items: [app, item('data.bin', 'data', 1, 10)],
      eraseAll: true,
    }).map((finding) => finding.severity);
    expect(severities).toEqual(['error', 'warning', 'warning']);
  });

  it('can always be followed to its end: fixes lead to a plan that no fix can better', () => {
    const anyItem = fc.record({
      kind: fc.constantFrom('data', 'app', 'bootloader', 'merged', 'nvs', 'ota-data'),
      offset: fc.option(fc.integer({ min: 0, max: 0x48_0000 }), { nil: null }),
      sizeBytes: fc.integer({ min: 0, max: 0x8_0000 }),
      chip: fc.constantFrom('esp32', 'esp32c3'),
    });
    const surroundings = fc.record({
      withTable: fc.boolean(),
      boardPartitions: fc.constantFrom(null, [], partitions, partitions.slice(2)),
      board: fc.constantFrom(null, soundPlan.board),
      eraseAll: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 8 }), surroundings, (rows, { withTable, ...around }) => {
        const rowsAsItems = rows.map(({ kind, offset, sizeBytes, chip }, index) => {
          const row = item(`${index}.bin`, kind, offset, sizeBytes);
          return row.image === null ? row : { ...row, image: { ...image, chip } };
        });
        const items = withTable ? [table, ...rowsAsItems] : rowsAsItems;
        let plan: PlanToCheck = { ...soundPlan, ...around, items };
        for (let round = 0; round < 40; round++) {
          const [fix] = planFixes(plan);
          if (fix === undefined) break;
          plan = applyFix(plan, fix);
        }
        expect(planFixes(plan)).toEqual([]);
        const placed = placedItems(plan);
        for (const one of placed)
          for (const other of placed)
            if (one !== other && one.offset <= other.offset)
              expect(one.offset + one.sizeBytes).toBeLessThanOrEqual(other.offset);
      }),
    );
  });

  it('says a few things of each file at most, with as many files and partitions as there can be', () => {
    const crowd = Array.from({ length: 256 }, (_, index) =>
      item(`${index}.bin`, 'app', 0x1_0000 + index, 0x30_0000),
    );
    const most = Array.from({ length: 95 }, (_, index) =>
      partition(`app_${index}`, 0, 0x10 + (index % 16), 0x1_0000 * (index + 1), 0x1_0000),
    );
    const plan = { ...soundPlan, items: crowd, boardPartitions: most };
    const findings = checkPlan(plan);
    expect(findings.length).toBeGreaterThan(crowd.length);
    expect(findings.length).toBeLessThan(4 * crowd.length);
  });
});

function planFixes(plan: PlanToCheck): readonly PlanFix[] {
  return checkPlan(plan)
    .map(({ fix }) => fix)
    .filter((fix) => fix !== null)
    .filter((fix) => fix.type !== 'keep-settings');
}
