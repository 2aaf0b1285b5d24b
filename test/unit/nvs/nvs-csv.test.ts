import { describe, expect, it } from 'vitest';
import type { NvsContents } from '../../../src-shared/model/nvs';
import { formatNvsCsv } from '../../../src-main/engine/nvs/format-nvs-csv';
import { nvsCsvFiles, parseNvsCsv, type NvsCsvOptions } from '../../../src-main/engine/nvs/parse-nvs-csv';
import { readNvs } from '../../../src-main/engine/nvs/read-nvs';
import { nvsImage } from './nvs-image';

const header = 'key,type,encoding,value';
const parse = (rows: readonly string[], options?: NvsCsvOptions) =>
  parseNvsCsv([header, 'n,namespace,,', ...rows].join('\n'), options).slice(1);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('the NVS CSV', () => {
  it('gives rows with their lines', () => {
    expect(parseNvsCsv(`${header}\nwifi,namespace,,\nch,data,u8,6\nssid,data,string,bench\n`)).toEqual([
      { line: 2, kind: 'namespace', key: 'wifi' },
      { line: 3, kind: 'integer', key: 'ch', type: 'u8', value: 6n },
      { line: 4, kind: 'string', key: 'ssid', value: 'bench' },
    ]);
  });

  it('counts comments, empty lines and those within a value', () => {
    const text = `# made by hand\n${header}\n\nn,namespace,,\n#,\nt,data,string,"a\n#b\n\nc"\nk,data,u8,1`;
    expect(parseNvsCsv(text)).toEqual([
      { line: 4, kind: 'namespace', key: 'n' },
      { line: 6, kind: 'string', key: 't', value: 'a\n#b\n\nc' },
      { line: 10, kind: 'integer', key: 'k', type: 'u8', value: 1n },
    ]);
  });

  it('takes its columns in any order, and more of them where they are empty', () => {
    const text = 'value,encoding,type,key,\n,,namespace,n,\n7,u8,data,k,,,';
    expect(parseNvsCsv(text)[1]).toMatchObject({ key: 'k', value: 7n });
  });

  it('may come from Windows', () => {
    const text = `\ufeff${header}\r\nn,namespace\r\nt,data,string,"a\r\nb"\r\nu,data,string,c\r\n`;
    expect(parseNvsCsv(text).slice(1)).toMatchObject([{ value: 'a\nb' }, { value: 'c' }]);
  });

  it('may come from an old Macintosh', () => {
    expect(parseNvsCsv(`${header}\rn,namespace,,\rk,data,u8,1`)[1]).toMatchObject({ line: 3, value: 1n });
  });

  it('may have single lines that end otherwise than the first one', () => {
    expect(parse(['t,data,string,a\r', 'u,data,string,"b\r"'])).toMatchObject([
      { value: 'a' },
      { value: 'b\r' },
    ]);
  });

  it.each([
    ['"a,b"', 'a,b'],
    ['"say ""on"""', 'say "on"'],
    ['5" screen', '5" screen'],
    [' spaces kept ', ' spaces kept '],
    ['Straße 日本', 'Straße 日本'],
    ['', ''],
  ])('reads the text %s', (cell, value) => {
    expect(parse([`t,data,string,${cell}`])).toMatchObject([{ kind: 'string', value }]);
  });

  it.each([
    ['hex2bin', '00Ff7F', '00ff7f'],
    ['hex2bin', ' 00ff ', '00ff'],
    ['base64', 'AAEC/w==', '000102ff'],
    ['binary', 'a€', '61e282ac'],
    ['blob_fill(4;0xA5)', '', 'a5a5a5a5'],
    ['blob_fill(4;0x00)', 'ab', '61620000'],
    ['blob_sz_fill(3;0xff)', 'a', '0100000061ffff'],
  ])('reads a blob in the encoding %s', (encoding, value, expected) => {
    const [row] = parse([`b,data,${encoding},${value}`]);
    expect(row?.kind === 'blob' && Buffer.from(row.data).toString('hex')).toBe(expected);
  });

  it.each([
    ['+5', 5n],
    [' 1_000 ', 1000n],
    ['-0', 0n],
  ])('reads the number “%s”', (value, expected) => {
    expect(parse([`k,data,I32,${value}`])).toMatchObject([{ type: 'i32', value: expected }]);
  });

  it('reads files through whoever gives it access', () => {
    const files: Readonly<Record<string, string>> = { 'a.txt': 'text', 'b.hex': '0aff\n', 'c.bin': '\0' };
    const readFile = (path: string) => bytes(files[path] ?? '');
    const rows = ['t,file,string,a.txt', 'h,file,hex2bin,b.hex', 'b,file,binary,c.bin'];
    expect(parse(rows, { readFile })).toMatchObject([
      { kind: 'string', value: 'text' },
      { kind: 'blob', data: Uint8Array.of(0x0a, 0xff) },
      { kind: 'blob', data: Uint8Array.of(0) },
    ]);
    expect(nvsCsvFiles([header, ...rows].join('\n'))).toEqual([
      { path: 'a.txt', line: 2 },
      { path: 'b.hex', line: 3 },
      { path: 'c.bin', line: 4 },
    ]);
  });

  it.each([
    ['an unknown type', 'k,date,u8,1', '“date”'],
    ['an unknown encoding', 'k,data,u9,1', '“u9” is unknown'],
    ['no key', ',data,u8,1', 'key is missing'],
    ['a key too long', 'k234567890123456,data,u8,1', 'more than 15'],
    ['a key beyond ASCII', 'ké,data,u8,1', 'ASCII'],
    ['a key twice', 'k,data,u8,1\nk,data,u8,2', 'already'],
    ['no number', 'k,data,u8,0x10', 'not a decimal number'],
    ['a number too large', 'k,data,u8,256', 'does not fit into u8'],
    ['a number too small', 'k,data,u32,-1', 'does not fit into u32'],
    ['a number of very many digits', `k,data,u64,${'9'.repeat(5000)}`, 'does not fit into u64'],
    ['hex of odd length', 'k,data,hex2bin,abc', 'odd number'],
    ['no hex', 'k,data,hex2bin,xy', 'not hex'],
    ['no base64', 'k,data,base64,A', 'not base64'],
    ['a comma without quotes', 'k,data,string,a,b', 'a cell too many'],
    ['an open quote', 'k,data,string,"a', 'counterpart'],
    ['a quote within quotes', 'k,data,string,"a"b"', 'counterpart'],
    ['a text that was not UTF-8', 'k,data,string,a\ufffd', 'not UTF-8'],
    ['a NUL in a text', 'k,data,string,a\0b', 'NUL'],
    ['a blob filled beyond bounds', 'k,data,blob_fill(999999999;0x00),', 'no blob has more'],
    ['a value beyond its filling', 'k,data,blob_fill(1;0x00),ab', 'more than its 1'],
    ['a file where none can be read', 'k,file,binary,a.bin', 'cannot be read'],
    ['a number from a file', 'k,file,u8,a.bin', 'only one of'],
  ])('refuses %s with the line', (_, row, reason) => {
    const line = row.split('\n').length + 2;
    expect(() => parse([row])).toThrow(expect.objectContaining({ code: 'nvs-csv-invalid' }));
    expect(() => parse([row])).toThrow(reason);
    expect(() => parse([row])).toThrow(`Line ${line} `);
  });

  it.each([
    ['', 'is empty'],
    ['n,namespace,,\n', 'the first row must be'],
    [`${header}\nk,data,u8,1`, 'before the first value'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseNvsCsv(text)).toThrow(reason);
  });

  it('refuses quotes and blanks that would keep it busy for hours', () => {
    const text = `${header}\n"${'"a'.repeat(50_000)}${' '.repeat(50_000)},`;
    expect(() => parseNvsCsv(text)).toThrow('too many quotation marks and blanks');
  });
});

describe('writing the NVS CSV', () => {
  it('names a namespace where it begins, and gives blobs in hex', () => {
    const rows = [
      'a,namespace,,',
      'k,data,u8,1',
      'b,namespace,,',
      'c,data,base64,AAEC',
      't,data,string,"x,y"',
    ];
    expect(formatNvsCsv(readNvs(nvsImage(rows)))).toBe(
      `${header}\na,namespace,,\nk,data,u8,1\nb,namespace,,\nc,data,hex2bin,000102\nt,data,string,"x,y"\n`,
    );
  });

  const contents = (changes: Partial<NvsContents>): NvsContents => ({
    version: 2,
    sizeBytes: 4096,
    pages: [],
    entries: [],
    problems: [],
    encrypted: false,
    ...changes,
  });

  it('refuses encrypted contents', () => {
    expect(() => formatNvsCsv(contents({ encrypted: true }))).toThrow('it is encrypted');
  });

  it('refuses a text that it would have to change', () => {
    const image = nvsImage(['n,namespace,,', 't,data,string,abc']);
    const entries = readNvs(image).entries.map((entry) => ({ ...entry, value: 'a\ufffdc' }));
    expect(() => formatNvsCsv(contents({ entries }))).toThrow('“t” in “n” is not UTF-8');
  });
});
