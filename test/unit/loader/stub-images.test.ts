import { describe, expect, it } from 'vitest';
import { chipIds } from '../../../src-shared/model/chip';
import { chips } from '../../../src-main/engine/chips/registry';
import { stubImage } from '../../../src-main/engine/loader/stub-images';

const withStub = chipIds.filter((id) => chips[id].stub !== null);

describe('stub images', () => {
  it.each(withStub)('has one for the %s whose entry point lies in its code', (id) => {
    const image = stubImage(chips[id].stub ?? '');
    const [text, data] = image?.segments ?? [];
    expect(image?.entryPoint).toBeGreaterThanOrEqual(text?.address ?? Infinity);
    expect(image?.entryPoint).toBeLessThan((text?.address ?? 0) + (text?.bytes.length ?? 0));
    expect(data?.bytes.length).toBeGreaterThan(0);
  });

  it('has none under other names', () => {
    expect(stubImage('esp32h21')).toBeNull();
    expect(stubImage('constructor')).toBeNull();
  });
});
