import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NvsEntry } from '../../../src-shared/model/nvs';
import { buildNvs } from '../../../src-main/engine/nvs/build-nvs';
import { formatNvsCsv } from '../../../src-main/engine/nvs/format-nvs-csv';
import { nvsIntegerTypes, type NvsIntegerType } from '../../../src-main/engine/nvs/nvs-page-format';
import { parseNvsCsv } from '../../../src-main/engine/nvs/parse-nvs-csv';
import { readNvs } from '../../../src-main/engine/nvs/read-nvs';

type Value = Pick<NvsEntry, 'type' | 'value'>;

const integer = fc.constantFrom(...(Object.keys(nvsIntegerTypes) as NvsIntegerType[])).chain((type) => {
  const { sizeBytes, isSigned } = nvsIntegerTypes[type];
  const bits = BigInt(sizeBytes * 8 - (isSigned ? 1 : 0));
  const number = fc.bigInt({ min: isSigned ? -(1n << bits) : 0n, max: (1n << bits) - 1n });
  return number.map((value): Value => ({ type, value: value.toString() }));
});

/** Whatever a text can have: quotes, commas, line ends of all kinds, what is beyond ASCII; no NUL. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('"', ',', '\n', '\r', '\r\n', '#', ' ', 'é', '日', '\ufeff'),
      fc.string({ unit: 'grapheme' }),
    ),
    maxLength: 200,
  })
  .filter((value) => !/[\0\ufffd]/.test(value))
  .map((value): Value => ({ type: 'string', value }));

const blob = (maxLength: number) =>
  fc
    .oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.integer({ min: 0, max: maxLength }).map((length) => new Uint8Array(length).fill(0xa5)),
    )
    .map((data): Value => ({ type: 'blob', value: Buffer.from(data).toString('hex') }));

const key = fc.string({
  unit: fc.constantFrom('a', 'k', '_', '-', '.', ' ', '#', '"', ',', '0', '9', 'Z'),
  minLength: 1,
  maxLength: 15,
});

/** Namespaces with at least one value each: of one without there is no trace in what a partition holds. */
function namespaces(largestBlobBytes: number) {
  const value = fc.oneof(integer, text, blob(largestBlobBytes));
  const values = fc.uniqueArray(fc.tuple(key, value), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 10,
  });
  return fc.uniqueArray(fc.tuple(key, values), { selector: ([name]) => name, maxLength: 4 });
}

/** So many pages that forty of the largest blobs fit. */
const cases = [
  { version: 1, pages: 48, largestBlobBytes: 1984 },
  { version: 2, pages: 48, largestBlobBytes: 3000 },
  { version: 2, pages: 160, largestBlobBytes: 13_000 },
] as const;

describe('NVS', () => {
  it.each(cases)(
    'of version $version in $pages pages comes back as it went in, and is the same when made again',
    ({ version, pages, largestBlobBytes }) => {
      const options = { version, sizeBytes: pages * 4096 };
      fc.assert(
        fc.property(namespaces(largestBlobBytes), (wanted) => {
          const entries = wanted.flatMap(([namespace, values]) =>
            values.map(([name, value]) => ({ namespace, key: name, ...value })),
          );
          const csv = formatNvsCsv({
            ...readNvs(new Uint8Array(4096).fill(0xff)),
            entries: entries.map(whole),
          });
          const image = buildNvs(parseNvsCsv(csv), options);
          const contents = readNvs(image);
          expect(contents.entries.map(({ page: _page, sizeBytes: _size, ...entry }) => entry)).toEqual(
            entries,
          );
          expect(contents.problems).toEqual([]);
          expect(contents.encrypted).toBe(false);
          expect(formatNvsCsv(contents)).toBe(csv);
          expect(Buffer.compare(buildNvs(parseNvsCsv(formatNvsCsv(contents)), options), image)).toBe(0);
        }),
        { numRuns: 60 },
      );
    },
  );

  function whole(entry: Pick<NvsEntry, 'namespace' | 'key' | 'type' | 'value'>): NvsEntry {
    return { ...entry, sizeBytes: 0, page: 0 };
  }
});
