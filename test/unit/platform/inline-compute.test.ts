import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inlineCompute } from '../../../src-main/platform/inline-compute';

const abc = Buffer.from('abc');

describe('inlineCompute', () => {
  it('makes a zlib stream at the best level', async () => {
    const bytes = Buffer.from('flash '.repeat(1_000));
    const deflated = await inlineCompute.deflate(bytes);
    expect([...deflated.subarray(0, 2)]).toEqual([0x78, 0xda]);
    expect(inflateSync(deflated)).toEqual(bytes);
  });

  it('gives an MD5 as hex', async () => {
    expect(await inlineCompute.md5(abc)).toBe('900150983cd24fb0d6963f7d28e17f72');
  });

  it('gives a SHA-256 as 32 bytes', async () => {
    const digest = await inlineCompute.sha256(abc);
    expect(Buffer.from(digest).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
