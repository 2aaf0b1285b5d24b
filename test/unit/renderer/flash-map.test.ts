import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawFlashMap,
  leastFlashSize,
  snapToSector,
} from '../../../src-renderer/model/flash-map/flash-map-geometry';
import { createFlashScale } from '../../../src-renderer/model/flash-map/flash-scale';
import { sampleFirmware, sampleItem, samplePartitions } from '../../support/sample-station';

const megabyte = 1024 * 1024;
const included = <T extends object>(item: T) => ({ ...item, include: true });
const items = sampleFirmware.items.map(included);
const draw = (rows = items, sizeBytes = 4 * megabyte, minShare = 0.03) =>
  drawFlashMap(rows, samplePartitions, sizeBytes, minShare, null);

describe('the scale of the map', () => {
  it('is linear where nothing is too small to be seen', () => {
    const scale = createFlashScale(4 * megabyte, [{ start: 0, end: megabyte }], 0.01);
    expect(scale.toPosition(2 * megabyte)).toBeCloseTo(0.5);
    expect(scale.toOffset(0.25)).toBeCloseTo(megabyte);
  });

  it('widens what is too small, at the cost of what is wide', () => {
    const scale = createFlashScale(16 * megabyte, [{ start: 0x8000, end: 0x8c00 }], 0.02);
    expect(scale.toPosition(0x8c00) - scale.toPosition(0x8000)).toBeCloseTo(0.02);
    expect(scale.toPosition(16 * megabyte)).toBe(1);
  });

  it('holds for any layout: order is kept, both ends stay, nothing that matters vanishes', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 1, max: 1024 }))
      .map(([sector, sectors]) => ({ start: sector * 4096, end: (sector + sectors) * 4096 }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), (ranges) => {
        const size = 16 * megabyte;
        const scale = createFlashScale(size, ranges, 0.03);
        const offsets = [0, ...ranges.flatMap(({ start, end }) => [start, end]), size]
          .filter((offset) => offset <= size)
          .sort((a, b) => a - b);
        const positions = offsets.map((offset) => scale.toPosition(offset));
        expect(positions[0]).toBe(0);
        expect(positions.at(-1)).toBe(1);
        for (const [index, position] of positions.entries()) {
          expect(position).toBeGreaterThanOrEqual((positions[index - 1] ?? 0) - 1e-9);
          expect(scale.toOffset(position)).toBeCloseTo(offsets[index] ?? 0, 0);
        }
        for (const { start, end } of ranges.filter((one) => one.end <= size))
          expect(scale.toPosition(end) - scale.toPosition(start)).toBeGreaterThan(0.7 / 62 - 1e-9);
      }),
    );
  });

  it('keeps places outside of the flash at its ends', () => {
    const scale = createFlashScale(megabyte, [], 0.01);
    expect(scale.toPosition(2 * megabyte)).toBe(1);
    expect(scale.toOffset(-0.5)).toBe(0);
  });
});

describe('the flash map', () => {
  it('shows each included file, wide enough to be caught', () => {
    const { blocks } = draw();
    expect(blocks.map(({ itemId }) => itemId)).toEqual(['a', 'b', 'c']);
    for (const { width } of blocks) expect(width).toBeGreaterThanOrEqual(0.03 - 1e-9);
  });

  it('leaves out what is not included, empty or has no place', () => {
    const rows = [
      { ...included(sampleItem({ id: 'x', name: 'x.bin', offset: 0 })), include: false },
      included(sampleItem({ id: 'y', name: 'y.bin' })),
      included(sampleItem({ id: 'z', name: 'z.bin', offset: 0, sizeBytes: 0 })),
    ];
    expect(draw(rows).blocks).toEqual([]);
  });

  it('finds each stretch that two files want', () => {
    const rows = [
      included(sampleItem({ id: 'x', name: 'x', offset: 0, sizeBytes: 0x3000 })),
      included(sampleItem({ id: 'y', name: 'y', offset: 0x2000, sizeBytes: 0x3000 })),
      included(sampleItem({ id: 'z', name: 'z', offset: 0x5000, sizeBytes: 0x1000 })),
    ];
    expect(draw(rows).overlaps.map(({ start, end }) => [start, end])).toEqual([[0x2000, 0x3000]]);
  });

  it('finds an overlap with a large file behind a small one', () => {
    const rows = [
      included(sampleItem({ id: 'x', name: 'x', offset: 0, sizeBytes: 0x9000 })),
      included(sampleItem({ id: 'y', name: 'y', offset: 0x1000, sizeBytes: 0x1000 })),
      included(sampleItem({ id: 'z', name: 'z', offset: 0x8000, sizeBytes: 0x4000 })),
    ];
    expect(draw(rows).overlaps.map(({ start, end }) => [start, end])).toEqual([
      [0x1000, 0x2000],
      [0x8000, 0x9000],
    ]);
  });

  it('lays the partitions on the same scale as the files', () => {
    const { blocks, partitions } = draw();
    const app = blocks.find(({ itemId }) => itemId === 'c');
    const factory = partitions.find(({ name }) => name === 'factory');
    expect(factory?.left).toBe(app?.left);
    expect(factory?.isApp).toBe(true);
  });

  it.each([1, 2, 4, 16, 128])('rules %d MB with few enough marks, from end to end', (megabytes) => {
    const { ticks } = draw([], megabytes * megabyte);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks[0]).toEqual({ offset: 0, position: 0 });
    expect(ticks.at(-1)).toEqual({ offset: megabytes * megabyte, position: 1 });
  });

  it('keeps a given scale, so that the map stands still while a block is dragged', () => {
    const { scale } = draw();
    const moved = items.map((item) => (item.id === 'b' ? { ...item, offset: 0x30_0000 } : item));
    const after = drawFlashMap(moved, samplePartitions, 4 * megabyte, 0.03, scale);
    expect(after.scale).toBe(scale);
    expect(after.blocks.find(({ itemId }) => itemId === 'c')?.left).toBe(scale.toPosition(0x10000));
  });
});

describe('snapping', () => {
  it.each([
    [0x1234, 0x1000],
    [0x1800, 0x2000],
    [-500, 0],
    [0x10_0000, 0xf_0000],
  ])('puts %d to the start of a sector inside of the flash', (wanted, offset) => {
    expect(snapToSector(wanted, 0x10000, megabyte)).toBe(offset);
  });

  it('puts what is larger than the flash to its start', () => {
    expect(snapToSector(0x5000, 2 * megabyte, megabyte)).toBe(0);
  });
});

describe('the flash size when nothing tells it', () => {
  it('is the smallest usual one that holds everything', () => {
    expect(leastFlashSize([], [])).toBe(megabyte);
    expect(leastFlashSize(items, samplePartitions)).toBe(2 * megabyte);
  });
});
