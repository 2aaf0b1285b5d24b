import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressedBytes } from '../../../src-main/engine/image/address-range';
import { encodeIntelHex } from '../../../src-main/engine/image/intel-hex';
import { compareFiles } from '../../../src-main/files/images/compare-files';
import { compareRanges } from '../../../src-main/files/images/compare-ranges';
import { appFor } from '../firmware/sample-images';
import { folderWith } from '../firmware/temp-folder';
import { arbitraryParts } from '../image/arbitrary-parts';
import { patternBytes } from '../image/build-image';
import { app, hexFile, mergedImage, nvsImage, uf2File } from './sample-files';

async function compare(first: Uint8Array, second: Uint8Array) {
  const folder = await folderWith({ first, second });
  const file = (name: string) => ({ path: join(folder, name), name, sha256: null });
  return compareFiles({ first: file('first'), second: file('second') });
}

const factNames = ({ facts }: { facts: readonly { fact: string }[] }): string[] =>
  facts.map(({ fact }) => fact);

describe('two files', () => {
  it('that are the same say so', async () => {
    const same = await compare(app, app.slice());
    expect(same).toMatchObject({ identical: true, differingBytes: 0, ranges: [], facts: [] });
    expect(same.first.name).toBe('first');
  });

  it('that are two versions of an app differ in the facts that changed, and in those bytes', async () => {
    const newer = appFor('esp32', { project: 'blink', version: '1.4.3' });
    const compared = await compare(app, newer);
    expect(compared.identical).toBe(false);
    expect(compared.facts).toContainEqual({ fact: 'image.app.version', first: '1.4.2', second: '1.4.3' });
    expect(factNames(compared)).toEqual(
      expect.arrayContaining(['image.digest.stored', 'image.checksum.stored', 'image.digest.calculated']),
    );
    expect(compared.ranges[0]).toEqual({ offset: 0x34, sizeBytes: 1, expected: '32', actual: '33' });
    expect(compared.ranges.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(compared.differingBytes);
  });

  it('of which one is longer differ in what the other lacks', async () => {
    const longer = Uint8Array.from([...app, 0xff, 0xff]);
    const compared = await compare(app, longer);
    expect(compared.differingBytes).toBe(2);
    expect(compared.ranges).toEqual([{ offset: app.length, sizeBytes: 2, expected: '', actual: 'ffff' }]);
    expect(compared.facts[0]).toEqual({
      fact: 'sizeBytes',
      first: String(app.length),
      second: String(longer.length),
    });
  });

  it('of different kinds differ in their format above all', async () => {
    const compared = await compare(app, nvsImage);
    expect(compared.facts[0]).toEqual({ fact: 'format', first: 'firmware-image', second: 'nvs' });
    expect(factNames(compared)).toContain('nvs.entries.wifi.ssid.value');
    expect(compared.facts.length).toBeLessThanOrEqual(200);
  });

  it('are empty and compared all the same', async () => {
    expect((await compare(new Uint8Array(0), new Uint8Array(0))).identical).toBe(true);
  });
});

describe('containers', () => {
  it('are compared by what they hold: a HEX file and the raw image of the same board are the same', async () => {
    const compared = await compare(hexFile, mergedImage);
    expect(compared).toMatchObject({ identical: true, differingBytes: 0 });
    expect(compared.facts[0]).toEqual({ fact: 'format', first: 'intel-hex', second: 'merged-image' });
  });

  it('and a file that does not say where it belongs begin at the same place', async () => {
    expect((await compare(uf2File, app)).identical).toBe(true);
  });

  it('are the same at the same addresses only', async () => {
    const moved = encodeIntelHex([{ address: 0x1_1000, data: app }]);
    const compared = await compare(uf2File, moved);
    expect(compared.identical).toBe(false);
    expect(compared.ranges[0]?.offset).toBe(0x1_0000);
  });
});

/** Every byte on its own, as the second opinion. */
function bytewise(
  first: readonly AddressedBytes[],
  second: readonly AddressedBytes[],
  gap: number | null,
): number {
  const map = (parts: readonly AddressedBytes[]) =>
    new Map(
      parts.flatMap(({ address, data }) =>
        Array.from(data, (byte, index) => [address + index, byte] as const),
      ),
    );
  const [one, other] = [map(first), map(second)];
  const addresses = new Set([...one.keys(), ...other.keys()]);
  return [...addresses].filter((address) => (one.get(address) ?? gap) !== (other.get(address) ?? gap)).length;
}

describe('ranges', () => {
  it('are compared as if byte by byte, wherever they lie', () => {
    const near = arbitraryParts.map((parts) => {
      const start = parts[0]?.address ?? 0;
      return parts.map(({ address, data }) => ({ address: address - start, data }));
    });
    fc.assert(
      fc.property(near, near, fc.boolean(), (first, second, gapsAreBlank) => {
        const { differingBytes, ranges } = compareRanges(first, second, { gapsAreBlank });
        expect(differingBytes).toBe(bytewise(first, second, gapsAreBlank ? 0xff : null));
        expect(ranges.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 200 },
    );
  });

  it('far apart take no longer than their bytes', () => {
    const parts = [
      { address: 0, data: patternBytes(10, 1) },
      { address: 0xffff_fff0, data: patternBytes(10, 2) },
    ];
    expect(compareRanges(parts, [], { gapsAreBlank: false }).differingBytes).toBe(20);
  });
});
