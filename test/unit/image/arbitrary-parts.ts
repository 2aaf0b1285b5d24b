import fc from 'fast-check';
import type { AddressedBytes } from '../../../src-main/engine/image/address-range';

/** Some parts in order of address, touching or with gaps, none empty, all within 32 bits. */
export const arbitraryParts: fc.Arbitrary<readonly AddressedBytes[]> = fc
  .tuple(
    fc.integer({ min: 0, max: 0x4000_0000 }),
    fc.array(
      fc.tuple(
        fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 0x2_0000 })),
        fc.uint8Array({ minLength: 1, maxLength: 1200 }),
      ),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([start, steps]) => {
    let at = start;
    return steps.map(([gap, data]) => {
      const address = at + gap;
      at = address + data.length;
      return { address, data };
    });
  });
