import { describe, expect, it } from 'vitest';
import { nearestCrystalMhz } from '../../../src-main/engine/loader/crystal';

describe('nearestCrystalMhz', () => {
  it.each([
    [39.86, 40],
    [26.04, 26],
    [48.04, 48],
    [32.9, 26],
    [33.1, 40],
  ])('takes %s MHz for %s', (measured, crystal) => {
    expect(nearestCrystalMhz(measured)).toBe(crystal);
  });
});
