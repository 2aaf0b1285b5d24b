import { describe, expect, it } from 'vitest';
import { BootText } from '../../../src-main/engine/loader/boot-text';

describe('BootText', () => {
  it('keeps its own copy of what was said', () => {
    const boot = new BootText();
    const chunk = Uint8Array.from([1, 2]);
    boot.append(chunk);
    chunk.fill(9);
    boot.append(Uint8Array.from([3]));
    expect([...boot.bytes]).toEqual([1, 2, 3]);
  });

  it('keeps the last 16 KiB only', () => {
    const boot = new BootText();
    for (let count = 0; count < 40; count++) boot.append(new Uint8Array(1000).fill(count));
    boot.append(new Uint8Array(0x8000).fill(99));
    expect(boot.bytes).toHaveLength(0x4000);
    expect(new Set(boot.bytes)).toEqual(new Set([99]));
  });
});
