import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFix } from '../../../src-shared/preflight/apply-fix';
import { checkPlan, type LayoutItem, type PlanToCheck } from '../../../src-shared/preflight/check-plan';
import type { FindingCode, FindingFix } from '../../../src-shared/preflight/finding';
import { placedItems } from '../../../src-shared/preflight/placed-item';
import { app, board, bootloader, esp32, image, item, partition, soundPlan, table } from './sample-plan';

interface Case {
  readonly when: string;
  readonly code: FindingCode;
  readonly severity?: 'error' | 'warning';
  readonly plan: Partial<PlanToCheck>;
  readonly context?: Record<string, string | number>;
  readonly fix: FindingFix | null;
}

const data = (offset: number | null, sizeBytes: number, changes: Partial<LayoutItem> = {}) =>
  item('data.bin', 'data', offset, sizeBytes, changes);
const smallBoard = { ...board, flash: { ...board.flash!, sizeBytes: 0x20_0000 } };
const secured = (changes: object) => ({ ...board, security: { ...board.security!, ...changes } });

const cases: readonly Case[] = [
  {
    when: 'nothing is included',
    code: 'nothing-to-flash',
    plan: { items: [{ ...app, include: false }] },
    fix: null,
  },
  {
    when: 'a file is empty',
    code: 'file-empty',
    plan: { items: [app, item('zero.bin', 'empty', 0x20_0000, 0)] },
    context: { name: 'zero.bin' },
    fix: { type: 'exclude', itemId: 'zero.bin' },
  },
  {
    when: 'nobody said where data goes',
    code: 'offset-missing',
    plan: { items: [app, data(null, 100)] },
    fix: { type: 'exclude', itemId: 'data.bin' },
  },
  {
    when: 'an app has no place but a partition is free',
    code: 'offset-missing',
    plan: { items: [table, { ...app, offset: null }] },
    fix: { type: 'move', itemId: 'app.bin', offset: 0x1_0000 },
  },
  {
    when: 'a partition table has no place',
    code: 'offset-missing',
    plan: { items: [{ ...table, offset: null }] },
    fix: { type: 'move', itemId: 'partition-table.bin', offset: 0x8000 },
  },
  {
    when: 'a file starts within a sector',
    code: 'offset-misaligned',
    plan: { items: [data(0x30_0123, 100)] },
    context: { name: 'data.bin', offset: '0x300123' },
    fix: { type: 'move', itemId: 'data.bin', offset: 0x30_1000 },
  },
  {
    when: 'data lies over an app',
    code: 'segments-overlap',
    plan: { items: [app, data(0x2_0000, 100)] },
    context: { first: 'app.bin', second: 'data.bin', offset: '0x20000' },
    fix: { type: 'move', itemId: 'data.bin', offset: 0x4_0000 },
  },
  {
    when: 'an app lies over another and a slot is free',
    code: 'segments-overlap',
    plan: { items: [table, app, { ...app, id: 'b', name: 'b.bin' }] },
    fix: { type: 'move', itemId: 'b', offset: 0x12_0000 },
  },
  {
    when: 'a bootloader comes beside a merged image that has one',
    code: 'segments-overlap',
    plan: { items: [item('all.bin', 'merged', 0, 0x6000), bootloader] },
    fix: { type: 'exclude', itemId: 'bootloader.bin' },
  },
  {
    when: 'a file ends behind the real flash',
    code: 'past-end-of-flash',
    plan: { items: [data(0x3f_f000, 0x1001)] },
    context: { name: 'data.bin', end: '0x400001', flashEnd: '0x400000' },
    fix: { type: 'exclude', itemId: 'data.bin' },
  },
  {
    when: 'a file ends behind a flash size chosen by hand',
    code: 'past-end-of-flash',
    plan: { items: [data(0x10_0000, 1)], board: null, flashSize: '1MB' },
    fix: { type: 'flash-size', flashSize: 'detect' },
  },
  {
    when: 'an image is for another chip',
    code: 'image-wrong-chip',
    plan: { items: [{ ...bootloader, image: { ...image, chip: 'esp32' } }] },
    context: { name: 'bootloader.bin', imageChip: 'ESP32', boardChip: 'ESP32-C3' },
    fix: null,
  },
  {
    when: 'an image is for a chip that nobody knows',
    code: 'image-wrong-chip',
    plan: { items: [{ ...app, image: { ...image, chip: null, unknownChipId: 77 } }] },
    context: { name: 'app.bin', imageChip: 'chip id 77', boardChip: 'ESP32-C3' },
    fix: null,
  },
  {
    when: 'an image needs a newer chip',
    code: 'image-wrong-revision',
    plan: { items: [{ ...app, image: { ...image, minRevision: 101 } }] },
    context: { name: 'app.bin', needed: 'v1.1 – v1.99', actual: 'v0.4' },
    fix: null,
  },
  {
    when: 'an image does not know a chip so new',
    code: 'image-wrong-revision',
    plan: { board: { ...board, revision: 301 }, items: [{ ...app, image: { ...image, maxRevision: 199 } }] },
    context: { name: 'app.bin', needed: 'v0.0 – v1.99', actual: 'v3.1' },
    fix: null,
  },
  {
    when: 'an image is cut off or changed',
    code: 'image-checksum-bad',
    plan: { items: [{ ...app, image: { ...image, checksumValid: false, digestValid: false } }] },
    fix: null,
  },
  {
    when: 'only the digest of an app is wrong',
    code: 'image-digest-bad',
    plan: { items: [{ ...app, image: { ...image, digestValid: false } }] },
    fix: null,
  },
  {
    when: 'only the digest of a bootloader is wrong',
    code: 'image-digest-bad',
    severity: 'warning',
    plan: { items: [{ ...bootloader, image: { ...image, digestValid: false } }] },
    fix: null,
  },
  {
    when: 'the bootloader is where another chip has it',
    code: 'bootloader-wrong-offset',
    plan: { items: [{ ...bootloader, offset: 0x1000 }] },
    context: { name: 'bootloader.bin', offset: '0x1000', expected: '0x0', chip: 'ESP32-C3' },
    fix: { type: 'move', itemId: 'bootloader.bin', offset: 0 },
  },
  {
    when: 'the bootloader is misplaced and only the image names the chip',
    code: 'bootloader-wrong-offset',
    plan: {
      items: [{ ...bootloader, image: { ...image, chip: 'esp32' } }],
      chip: null,
      board: null,
    },
    fix: { type: 'move', itemId: 'bootloader.bin', offset: 0x1000 },
  },
  {
    when: 'the header to keep claims more flash than there is',
    code: 'header-size-larger-than-flash',
    plan: { board: smallBoard, flashSize: 'keep' },
    context: { name: 'bootloader.bin', headerSize: '4MB', flashSize: '2MB' },
    fix: { type: 'flash-size', flashSize: 'detect' },
  },
  {
    when: 'the size chosen by hand is more than there is',
    code: 'header-size-larger-than-flash',
    plan: { board: smallBoard, flashSize: '16MB' },
    context: { name: 'bootloader.bin', headerSize: '16MB', flashSize: '2MB' },
    fix: { type: 'flash-size', flashSize: 'detect' },
  },
  {
    when: 'the app is larger than its partition and another is large enough',
    code: 'app-does-not-fit-partition',
    plan: { items: [bootloader, table, { ...app, sizeBytes: 0x10_0001 }] },
    context: { name: 'app.bin', size: 0x10_0001, partition: 'factory', partitionSize: 0x10_0000 },
    fix: { type: 'move', itemId: 'app.bin', offset: 0x12_0000 },
  },
  {
    when: 'the app is larger than every partition',
    code: 'app-does-not-fit-partition',
    plan: { items: [bootloader, table, { ...app, sizeBytes: 0x20_0000 }] },
    fix: null,
  },
  {
    when: 'the app is not at the start of a partition',
    code: 'app-not-at-partition',
    plan: { items: [bootloader, table, { ...app, offset: 0x2_0000 }] },
    context: { name: 'app.bin', offset: '0x20000', partitions: 'factory 0x10000, ota_0 0x120000' },
    fix: { type: 'move', itemId: 'app.bin', offset: 0x1_0000 },
  },
  {
    when: 'the board is secured',
    code: 'board-secured',
    plan: { board: secured({ secureBoot: true, flashEncryption: true }) },
    context: { detail: 'Secure Boot, Flash Encryption' },
    fix: null,
  },
  {
    when: 'a merged image covers the NVS partition',
    code: 'settings-will-be-erased',
    severity: 'warning',
    plan: {
      items: [
        item('all.bin', 'merged', 0, 0x2_0000, { partitions: [partition('nvs', 1, 2, 0x9000, 0x6000)] }),
      ],
    },
    context: { name: 'all.bin' },
    fix: null,
  },
  {
    when: 'all is erased first',
    code: 'settings-will-be-erased',
    severity: 'warning',
    plan: { eraseAll: true },
    fix: null,
  },
  {
    when: 'the chip does not know the frequency',
    code: 'flash-setting-unknown',
    plan: { flashFrequency: '48m' },
    context: { chip: 'ESP32-C3', setting: 'frequency', value: '48m', choices: '80m, 40m, 26m, 20m' },
    fix: { type: 'flash-frequency', flashFrequency: 'keep' },
  },
  {
    when: 'the chip does not know the size',
    code: 'flash-setting-unknown',
    plan: { flashSize: '512KB', board: null },
    fix: { type: 'flash-size', flashSize: 'detect' },
  },
];

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

  it.each(cases.filter((one) => one.fix !== null))(
    'has nothing left to say once its remedy is applied, when $when',
    ({ plan, fix }) => {
      const broken = { ...soundPlan, ...plan };
      const healed = fix === null ? broken : applyFix(broken, fix);
      expect(checkPlan(healed).filter((finding) => finding.code !== 'nothing-to-flash')).toEqual([]);
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
    const nvs = item('nvs.bin', 'nvs', 0x9000, 0x6000);
    expect(checkPlan({ ...soundPlan, items: [...soundPlan.items, nvs] })).toEqual([]);
  });

  it('does not look at rows that are left out', () => {
    const wrong = { ...data(0x123, 0x900_0000), include: false };
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

  it('lists errors before warnings', () => {
    const severities = checkPlan({ ...soundPlan, items: [app, data(1, 10)], eraseAll: true }).map(
      (finding) => finding.severity,
    );
    expect(severities).toEqual(['error', 'warning', 'warning']);
  });

  it('can always be followed to its end: fixes lead to a plan that no fix can better', () => {
    const anyItem = fc.record({
      kind: fc.constantFrom('data', 'app', 'bootloader', 'merged', 'nvs' as const),
      offset: fc.option(fc.integer({ min: 0, max: 0x48_0000 }), { nil: null }),
      sizeBytes: fc.integer({ min: 0, max: 0x8_0000 }),
    });
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 8 }), fc.boolean(), (rows, withTable) => {
        const rowsAsItems = rows.map((row, index) =>
          item(`${index}.bin`, row.kind as 'data', row.offset, row.sizeBytes),
        );
        let plan: PlanToCheck = { ...soundPlan, items: withTable ? [table, ...rowsAsItems] : rowsAsItems };
        for (let round = 0; round < 40; round++) {
          const fix = checkPlan(plan).find((finding) => finding.fix !== null)?.fix;
          if (fix === undefined || fix === null) break;
          plan = applyFix(plan, fix);
        }
        expect(checkPlan(plan).filter((finding) => finding.fix !== null)).toEqual([]);
        const placed = placedItems(plan);
        for (const one of placed)
          for (const other of placed)
            if (one !== other && one.offset <= other.offset)
              expect(one.offset + one.sizeBytes).toBeLessThanOrEqual(other.offset);
      }),
    );
  });
});
