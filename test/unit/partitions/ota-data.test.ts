import { describe, expect, it } from 'vitest';
import { looksLikeOtaData } from '../../../src-main/engine/image/data-partitions';
import { buildOtaData, readOtaData } from '../../../src-main/engine/partitions/ota-data';

describe('OTA data', () => {
  it('gives back what was built', () => {
    const copies = [
      { sequence: 7, state: 'valid' },
      { sequence: 8, state: 'pending-verify' },
    ] as const;
    expect(readOtaData(buildOtaData(copies))).toEqual({
      copies: copies.map((copy) => ({ ...copy, crcValid: true })),
      activeSequence: 8,
    });
    expect(looksLikeOtaData(buildOtaData(copies))).toBe(true);
  });

  it('is as Arduino’s boot_app0.bin has it', () => {
    // The one copy: sequence 1, no label, state undefined, and the CRC that the bootloader expects of it.
    const bytes = new Uint8Array(0x2000).fill(0xff);
    bytes.set([1, 0, 0, 0]);
    bytes.set([0x9a, 0x98, 0x43, 0x47], 28);
    expect(readOtaData(bytes)).toEqual({
      copies: [{ sequence: 1, state: 'undefined', crcValid: true }, null],
      activeSequence: 1,
    });
  });

  it('counts no copy that is damaged, blank or given up', () => {
    const bytes = buildOtaData([
      { sequence: 9, state: 'invalid' },
      { sequence: 10, state: 'new' },
    ]);
    bytes[0x1000] = 11;
    expect(readOtaData(bytes)).toMatchObject({
      copies: [{ crcValid: true }, { sequence: 11, crcValid: false }],
      activeSequence: null,
    });
    expect(readOtaData(buildOtaData([null, null]))).toEqual({ copies: [null, null], activeSequence: null });
  });

  it('is not any two sectors', () => {
    expect(readOtaData(new Uint8Array(0x2000))).toBeNull();
    expect(readOtaData(buildOtaData([null, null]).subarray(1))).toBeNull();
    const strange = buildOtaData([{ sequence: 1, state: 'new' }, null]);
    strange[24] = 5;
    expect(readOtaData(strange)).toBeNull();
  });
});
