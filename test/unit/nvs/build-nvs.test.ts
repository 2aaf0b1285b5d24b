import { describe, expect, it } from 'vitest';
import { AppError, type ErrorContext } from '../../../src-shared/errors/app-error';
import { buildNvs } from '../../../src-main/engine/nvs/build-nvs';
import { parseNvsCsv } from '../../../src-main/engine/nvs/parse-nvs-csv';
import { readNvs } from '../../../src-main/engine/nvs/read-nvs';
import { entryOffset, nvsImage } from './nvs-image';

function failureOf(work: () => unknown): { code: string; context: ErrorContext } {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, context: error.context };
    throw error;
  }
  throw new Error('it was expected to fail and did not');
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `n${index},data,u8,1`);
const hex = (sizeBytes: number) => 'ab'.repeat(sizeBytes);
const writtenOf = (image: Uint8Array) => readNvs(image).pages.map(({ written }) => written);

describe('building an NVS partition', () => {
  it('begins with one page in use even where there are no values', () => {
    const image = nvsImage([]);
    expect(readNvs(image).pages.map(({ state }) => state)).toEqual(['active', 'blank', 'blank']);
  });

  it('fills a page with numbers to its last entry', () => {
    expect(writtenOf(nvsImage(['a,namespace,,', ...numbers(125)]))).toEqual([126, 0, 0]);
    expect(writtenOf(nvsImage(['a,namespace,,', ...numbers(126)]))).toEqual([126, 1, 0]);
  });

  it('leaves the last entry of a page free rather than ending a text there, as the generator does', () => {
    const text = 'x'.repeat(31);
    expect(writtenOf(nvsImage(['a,namespace,,', ...numbers(122), `t,data,string,${text}`]))).toEqual([
      125, 0, 0,
    ]);
    expect(writtenOf(nvsImage(['a,namespace,,', ...numbers(123), `t,data,string,${text}`]))).toEqual([
      124, 2, 0,
    ]);
  });

  it('gives the longest text a page of its own, as ESP-IDF does', () => {
    const rows = ['a,namespace,,', `t,data,string,${'x'.repeat(3999)}`, 'n,data,u8,1'];
    expect(writtenOf(nvsImage(rows, { pages: 4 }))).toEqual([1, 126, 1, 0]);
    expect(readNvs(nvsImage(rows, { pages: 4 })).entries).toHaveLength(2);
  });

  it('begins a blob in the last entry of a page with a chunk of nothing, as the generator does', () => {
    const image = nvsImage(['a,namespace,,', ...numbers(124), `b,data,hex2bin,${hex(40)}`]);
    expect([...image.subarray(entryOffset(0, 125), entryOffset(0, 125) + 4)]).toEqual([1, 0x42, 1, 0]);
    expect([...image.subarray(entryOffset(1, 0), entryOffset(1, 0) + 4)]).toEqual([1, 0x42, 3, 1]);
    expect(readNvs(image).entries.at(-1)).toMatchObject({ key: 'b', value: hex(40), page: 0 });
  });

  it('puts the index of a blob on the next page where the blob fills its own', () => {
    const image = nvsImage(['a,namespace,,', `b,data,hex2bin,${hex(124 * 32)}`], { pages: 4 });
    expect(writtenOf(image)).toEqual([126, 1, 0, 0]);
    expect(readNvs(image).entries[0]).toMatchObject({ sizeBytes: 124 * 32 });
  });

  it('can hold an empty text and an empty blob', () => {
    for (const version of [1, 2] as const) {
      const image = nvsImage(['a,namespace,,', 't,data,string,', 'b,data,hex2bin,'], { version });
      expect(readNvs(image).problems).toEqual([]);
      expect(readNvs(image).entries.map(({ key, value }) => `${key}=${value}`)).toEqual(['t=', 'b=']);
    }
  });

  it('goes on with a namespace that was there before', () => {
    const image = nvsImage([
      'a,namespace,,',
      'k,data,u8,1',
      'b,namespace,,',
      'k,data,u8,2',
      'a,namespace,,',
      'l,data,u8,3',
    ]);
    expect(readNvs(image).entries.map((entry) => `${entry.namespace}.${entry.key}=${entry.value}`)).toEqual([
      'a.k=1',
      'b.k=2',
      'a.l=3',
    ]);
    expect(writtenOf(image)).toEqual([5, 0, 0]);
  });

  it('keeps one page free, and tells how large the partition has to be', () => {
    const rows = ['a,namespace,,', ...numbers(300)];
    expect(failureOf(() => nvsImage(rows, { pages: 3 }))).toEqual({
      code: 'nvs-too-small',
      context: { size: 12_288, needed: 16_384 },
    });
    expect(writtenOf(nvsImage(rows, { pages: 4 }))).toEqual([126, 126, 49, 0]);
  });

  it.each([1, 2])('needs more than %i pages', (pages) => {
    expect(failureOf(() => nvsImage([], { pages }))).toEqual({
      code: 'nvs-too-small',
      context: { size: pages * 4096, needed: 12_288 },
    });
  });

  it.each([0, -4096, 12_289, 5000])('refuses %i bytes as a size', (sizeBytes) => {
    expect(failureOf(() => buildNvs([], { sizeBytes, version: 2 })).code).toBe('nvs-invalid');
  });

  it.each([
    ['text', 2, `t,data,string,${'x'.repeat(4000)}`, '4001 bytes'],
    ['text of two bytes a character', 2, `t,data,string,${'é'.repeat(2000)}`, '4001 bytes'],
    ['text', 1, `t,data,string,${'x'.repeat(1984)}`, '1985 bytes'],
    ['blob', 1, `t,data,hex2bin,${hex(1985)}`, '1985 bytes'],
    ['blob', 2, `t,data,hex2bin,${hex(508_001)}`, '508001 bytes'],
  ] as const)('refuses a %s too long for version %i', (_, version, row, reason) => {
    const { code, context } = failureOf(() => nvsImage(['a,namespace,,', row], { version, pages: 200 }));
    expect({ code, line: context.line }).toEqual({ code: 'nvs-csv-invalid', line: 3 });
    expect(context.reason).toContain(reason);
  });

  it('refuses more namespaces than there are numbers for', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => `n${index},namespace,,`);
    expect(writtenOf(nvsImage(rows(254), { pages: 5 }))).toEqual([126, 126, 2, 0, 0]);
    expect(failureOf(() => nvsImage(rows(255), { pages: 5 })).context).toMatchObject({ line: 256 });
  });

  it('refuses a value without a namespace, from whomever the rows are', () => {
    const rows = parseNvsCsv('key,type,encoding,value\nn,namespace,,\nk,data,u8,1').slice(1);
    expect(failureOf(() => buildNvs(rows, { sizeBytes: 12_288, version: 2 }))).toMatchObject({
      code: 'nvs-csv-invalid',
      context: { line: 3 },
    });
  });
});
