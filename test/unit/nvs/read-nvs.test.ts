import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { readNvs } from '../../../src-main/engine/nvs/read-nvs';
import { patternBytes } from '../image/build-image';
import { changeEntry, changeHeader, entryOffset, nvsImage, setEntryState } from './nvs-image';

/** Entries of page 0: 0 namespace, 1 name + 2 its text, 3 count, 4 key + 5 its bytes, 6 the index of these. */
const sample = [
  'wifi,namespace,,',
  'name,data,string,bench',
  'count,data,u16,513',
  'key,data,hex2bin,00ff7f',
];

const valuesOf = (image: Uint8Array) => readNvs(image).entries.map(({ key, value }) => `${key}=${value}`);
const problemsOf = (image: Uint8Array) =>
  readNvs(image).problems.map(({ code, page, entry }) => `${code} ${page}/${entry ?? '-'}`);

describe('reading an NVS partition', () => {
  it('lists values with their namespace, type, size and page', () => {
    expect(readNvs(nvsImage(sample))).toEqual({
      version: 2,
      sizeBytes: 12_288,
      pages: [
        { state: 'active', sequence: 0, written: 7, erased: 0, free: 119 },
        { state: 'blank', sequence: null, written: 0, erased: 0, free: 126 },
        { state: 'blank', sequence: null, written: 0, erased: 0, free: 126 },
      ],
      entries: [
        { namespace: 'wifi', key: 'name', type: 'string', value: 'bench', sizeBytes: 5, page: 0 },
        { namespace: 'wifi', key: 'count', type: 'u16', value: '513', sizeBytes: 2, page: 0 },
        { namespace: 'wifi', key: 'key', type: 'blob', value: '00ff7f', sizeBytes: 3, page: 0 },
      ],
      problems: [],
      encrypted: false,
    });
  });

  it.each([
    ['u8', '255', 1],
    ['i8', '-128', 1],
    ['u16', '65535', 2],
    ['i16', '-32768', 2],
    ['u32', '4294967295', 4],
    ['i32', '-2147483648', 4],
    ['u64', '18446744073709551615', 8],
    ['i64', '-9223372036854775808', 8],
  ])('reads the extremes of %s', (type, value, sizeBytes) => {
    const [entry] = readNvs(nvsImage(['n,namespace,,', `k,data,${type},${value}`])).entries;
    expect(entry).toMatchObject({ type, value, sizeBytes });
  });

  it('joins a blob that lies over several pages', () => {
    const blob = Buffer.from(patternBytes(9000, 1)).toString('hex');
    const contents = readNvs(nvsImage(['n,namespace,,', `k,data,hex2bin,${blob}`], { pages: 4 }));
    expect(contents.entries).toEqual([
      { namespace: 'n', key: 'k', type: 'blob', value: blob, sizeBytes: 9000, page: 0 },
    ]);
    expect(contents.pages.map(({ state }) => state)).toEqual(['full', 'full', 'active', 'blank']);
  });

  it('reads blobs of version 1', () => {
    const contents = readNvs(nvsImage(sample, { version: 1 }));
    expect(contents.version).toBe(1);
    expect(contents.entries[2]).toMatchObject({ key: 'key', type: 'blob', value: '00ff7f' });
  });

  it('leaves out what was erased', () => {
    const image = nvsImage(sample);
    setEntryState(image, 0, 3, 0);
    expect(valuesOf(image)).toEqual(['name=bench', 'key=00ff7f']);
    expect(readNvs(image).pages[0]).toMatchObject({ written: 6, erased: 1 });
  });

  it('takes the newest of a key that is there twice, and pages by their sequence', () => {
    const older = nvsImage(['n,namespace,,', 'k,data,u8,1']);
    const newer = nvsImage(['n,namespace,,', 'k,data,u8,2']);
    const both = (first: Uint8Array, second: Uint8Array) => {
      const image = new Uint8Array(8192);
      image.set(first.subarray(0, 4096));
      image.set(second.subarray(0, 4096), 4096);
      return image;
    };
    changeHeader(newer, 0, (header) => header.setUint32(4, 7, true));
    expect(valuesOf(both(older, newer))).toEqual(['k=2']);
    expect(valuesOf(both(newer, older))).toEqual(['k=2']);
  });

  it('takes the newest of a key whose type has changed', () => {
    const image = nvsImage(['n,namespace,,', 'k,data,u8,1', 'l,data,u16,700']);
    changeEntry(image, 0, 2, (raw) => raw.set([0x6b], 8));
    expect(valuesOf(image)).toEqual(['k=700']);
  });

  it('is empty where nothing was ever written', () => {
    const contents = readNvs(new Uint8Array(8192).fill(0xff));
    expect(contents).toMatchObject({ version: null, entries: [], problems: [], encrypted: false });
  });

  it('looks at nothing in a page that the board has given up', () => {
    const image = nvsImage(sample);
    new DataView(image.buffer).setUint32(0, 0xffff_fff0, true);
    expect(readNvs(image)).toMatchObject({ entries: [], problems: [], encrypted: false });
    expect(readNvs(image).pages[0]).toMatchObject({ state: 'corrupt', sequence: 0 });
  });

  it('still reads a page that is being emptied', () => {
    const image = nvsImage(sample);
    new DataView(image.buffer).setUint32(0, 0xffff_fff8, true);
    expect(readNvs(image).pages[0]?.state).toBe('freeing');
    expect(valuesOf(image)).toHaveLength(3);
  });
});

describe('a damaged NVS partition', () => {
  it('keeps its other pages when a header is damaged', () => {
    const image = nvsImage(['n,namespace,,', ...Array.from({ length: 130 }, (_, n) => `k${n},data,u8,1`)]);
    image[4096 + 4] = 0;
    expect(problemsOf(image)).toEqual(['page-header-damaged 1/-']);
    expect(valuesOf(image)).toHaveLength(125);
  });

  it('names a page of a version that is not known', () => {
    const image = nvsImage(sample, { pages: 4 });
    image.copyWithin(4096, 0, 4096);
    changeHeader(image, 1, (header) => header.setUint8(8, 0xfd));
    expect(problemsOf(image)).toEqual(['page-header-damaged 1/-']);
  });

  it('names a page that is blank only by its header', () => {
    const image = nvsImage(sample);
    image[4096 + 2000] = 0;
    expect(problemsOf(image)).toEqual(['page-header-damaged 1/-']);
    expect(readNvs(image).pages[1]?.state).toBe('corrupt');
  });

  it('names an entry once, not the data behind it, and reads on', () => {
    const image = nvsImage(sample);
    image[entryOffset(0, 1) + 10] = 0;
    expect(problemsOf(image)).toEqual(['entry-damaged 0/1']);
    expect(valuesOf(image)).toEqual(['count=513', 'key=00ff7f']);
  });

  it('names data whose CRC is wrong', () => {
    const image = nvsImage(sample);
    image[entryOffset(0, 2)] = 0x42;
    expect(problemsOf(image)).toEqual(['data-damaged 0/1']);
    expect(valuesOf(image)).toEqual(['count=513', 'key=00ff7f']);
  });

  it('names data that was not written to its end', () => {
    const image = nvsImage(sample);
    setEntryState(image, 0, 2, 3);
    expect(problemsOf(image)).toEqual(['data-damaged 0/1']);
  });

  it('names a blob whose data is damaged, and that it is not whole', () => {
    const image = nvsImage(sample);
    image[entryOffset(0, 5)] = 0x42;
    expect(problemsOf(image)).toEqual(['data-damaged 0/4', 'blob-incomplete 0/6']);
    expect(valuesOf(image)).toEqual(['name=bench', 'count=513']);
  });

  it('names a blob whose size is not that of its chunks', () => {
    const image = nvsImage(sample);
    changeEntry(image, 0, 6, (raw) => raw.set([0xff, 0xff, 0xff, 0xff], 24));
    expect(problemsOf(image)).toEqual(['blob-incomplete 0/6']);
  });

  it('names values whose namespace has lost its name', () => {
    const image = nvsImage(sample);
    setEntryState(image, 0, 0, 0);
    expect(problemsOf(image)).toEqual([
      'namespace-missing 0/1',
      'namespace-missing 0/3',
      'namespace-missing 0/6',
    ]);
    expect(valuesOf(image)).toEqual([]);
  });

  it.each([
    ['no entries at all', 1, 2, 0],
    ['more entries than the page has', 1, 2, 127],
    ['too few for its data', 1, 2, 1],
    ['several for a number', 3, 2, 2],
    ['a type that does not exist', 3, 1, 0x77],
  ])('does not believe an entry that claims %s', (_, entry, at, value) => {
    const image = nvsImage(sample);
    changeEntry(image, 0, entry, (raw) => raw.set([value], at));
    expect(problemsOf(image)).toEqual([`entry-damaged 0/${entry}`]);
  });

  it('takes an impossible state of an entry for erased', () => {
    const image = nvsImage(sample);
    setEntryState(image, 0, 3, 1);
    expect(valuesOf(image)).toEqual(['name=bench', 'key=00ff7f']);
  });
});

describe('an encrypted NVS partition', () => {
  function encrypted(): Uint8Array {
    const image = nvsImage(sample);
    image.set(patternBytes(7 * 32, 5), entryOffset(0, 0));
    return image;
  }

  it('is recognised: valid headers, no valid entry', () => {
    const contents = readNvs(encrypted());
    expect(contents).toMatchObject({ encrypted: true, entries: [], problems: [], version: 2 });
    expect(contents.pages[0]).toMatchObject({ state: 'active', written: 7 });
  });

  it('still has its damaged pages named', () => {
    const image = encrypted();
    image[4096] = 0;
    expect(problemsOf(image)).toEqual(['page-header-damaged 1/-']);
  });

  it('is not what damaged entries look like', () => {
    const image = nvsImage(['n,namespace,,']);
    image[entryOffset(0, 0) + 30] = 0;
    expect(readNvs(image).encrypted).toBe(false);
    expect(problemsOf(image)).toEqual(['entry-damaged 0/0']);
  });
});

describe('what is no NVS partition', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'no multiple of 4096'],
    ['half a page', new Uint8Array(2048), 'no multiple of 4096'],
    ['zeros', new Uint8Array(4096), 'valid header'],
    ['something else', patternBytes(8192, 3), 'valid header'],
  ])('is refused: %s', (_, bytes, reason) => {
    expect(() => readNvs(bytes)).toThrow(AppError);
    expect(() => readNvs(bytes)).toThrow(reason);
  });
});
