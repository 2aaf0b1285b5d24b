import { describe, expect, it } from 'vitest';
import { chipIds } from '../../../src-shared/model/chip';
import { chipByImageId, chipByMagic } from '../../../src-main/engine/chips/find-chip';
import { chips } from '../../../src-main/engine/chips/registry';

describe('find-chip', () => {
  it.each(chipIds.filter((id) => chips[id].imageChipId !== null))('finds an %s by its chip id', (id) => {
    expect(chipByImageId(chips[id].imageChipId ?? -1)?.id).toBe(id);
  });

  it.each(chipIds.filter((id) => chips[id].magicValue !== null))('finds an %s by its magic value', (id) => {
    expect(chipByMagic(chips[id].magicValue ?? -1)?.id).toBe(id);
  });

  it('can tell every chip in one way or the other', () => {
    expect(chipIds.filter((id) => chips[id].imageChipId === null && chips[id].magicValue === null)).toEqual(
      [],
    );
  });

  it('finds nothing for ids that no chip has', () => {
    expect(chipByImageId(99)).toBeNull();
    expect(chipByMagic(0x1234_5678)).toBeNull();
  });
});
