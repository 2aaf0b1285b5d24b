import { describe, expect, it } from 'vitest';
import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import { draft, otaDrafts } from './sample-drafts';

const offsetsOf = (...[rows, options]: Parameters<typeof layOutPartitions>) =>
  layOutPartitions(rows, options).map(({ offset }) => offset);

describe('the layout of partitions', () => {
  it('begins behind the table and aligns apps to 64 KiB', () => {
    expect(offsetsOf(otaDrafts, { tableOffset: 0x8000 })).toEqual([
      0x9000, 0xd000, 0xf000, 0x1_0000, 0x11_0000, 0x21_0000, 0x31_0000,
    ]);
  });

  it('follows the table to where it lies', () => {
    expect(offsetsOf(otaDrafts.slice(0, 4), { tableOffset: 0x1_0000 })).toEqual([
      0x1_1000, 0x1_5000, 0x1_7000, 0x2_0000,
    ]);
  });

  it('leaves offsets that are given, and goes on behind them', () => {
    const rows = [
      draft('a', 1, 0x82, 0x1000, { offset: 0x2_0000 }),
      draft('b', 1, 0x82, 0x800),
      draft('c', 1, 0x82, 0x1000),
    ];
    expect(offsetsOf(rows, { tableOffset: 0x8000 })).toEqual([0x2_0000, 0x2_1000, 0x2_2000]);
  });

  it('leaves bootloader and table in use out of the order', () => {
    const rows = [
      draft('boot', 2, 0, 0x7000, { offset: 0x1000 }),
      draft('table', 3, 0, 0x1000),
      draft('nvs', 1, 2, 0x4000),
    ];
    expect(offsetsOf(rows, { tableOffset: 0x8000 })).toEqual([0x1000, 0x8000, 0x9000]);
  });

  it('cuts names to what fits into flash, whole characters only', () => {
    const rows = [draft('Einstellungen für', 1, 2, 0x4000), draft('einfach-zu-langß', 1, 2, 0x4000)];
    expect(layOutPartitions(rows, { tableOffset: 0x8000 }).map(({ name }) => name)).toEqual([
      'Einstellungen f',
      'einfach-zu-lang',
    ]);
  });
});
