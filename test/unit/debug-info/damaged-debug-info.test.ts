import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DebugInfo } from '../../../src-main/engine/debug-info/debug-info';
import { bytesOf, codeAt, elfWith, withLength, type Piece } from './dwarf-bytes';

/** A unit of version 4 that covers the code, in C++. */
const root: readonly Piece[] = [1, 0x11, 1, 0x11, 0x01, 0x12, 0x06, 0x13, 0x0b, 0, 0];
/** A function with a reference to another entry instead of a name. */
const referring: readonly Piece[] = [2, 0x2e, 0, 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0, 0];
const named: readonly Piece[] = [3, 0x2e, 0, 0x03, 0x08, 0x11, 0x01, 0x12, 0x06, 0, 0];
const namespace: readonly Piece[] = [4, 0x39, 1, 0x03, 0x08, 0, 0];
const withRanges: readonly Piece[] = [5, 0x2e, 0, 0x03, 0x08, 0x55, 0x17, 0, 0];
const abbreviations = bytesOf(...root, ...referring, ...named, ...namespace, ...withRanges, 0);
const rootEntry: readonly Piece[] = [1, [codeAt, 4], [256, 4], 4];
const entriesAt = 11 + 1 + 4 + 4 + 1;

function unit(...entries: readonly Piece[]): Uint8Array {
  return withLength([4, 2], [0, 4], 4, ...rootEntry, ...entries);
}

function infoOf(info: Uint8Array, more: Readonly<Record<string, Uint8Array>> = {}): DebugInfo {
  return DebugInfo.open(elfWith({ '.debug_info': info, '.debug_abbrev': abbreviations, ...more }));
}

const functionNames = (info: DebugInfo, address = codeAt): readonly string[] =>
  info.places(address).map((place) => place.function);

describe('debug information', () => {
  const whole = unit(4, 'net', 3, 'connect', [codeAt, 4], [64, 4], 0);

  it('names a function with its scopes and where it begins', () => {
    expect(infoOf(whole).linkedPlaces(codeAt)).toEqual([
      {
        function: 'net::connect',
        plainName: 'connect',
        linkageName: null,
        startAddress: codeAt,
        file: '',
        line: 0,
        column: 0,
      },
    ]);
  });

  it('may be compressed', () => {
    const packed = bytesOf([1, 4], [whole.length, 4], [1, 4], deflateSync(whole));
    const section = { name: '.debug_info', address: 0, data: packed, flags: 0x800 };
    const info = DebugInfo.open(elfWith({ '.debug_abbrev': abbreviations }, [section]));
    expect(functionNames(info)).toEqual(['net::connect']);
  });

  it.each([
    ['promises more than it can hold', bytesOf([1, 4], [0x7fff_ffff, 4], [1, 4], deflateSync(whole))],
    ['holds more than it says', bytesOf([1, 4], [5, 4], [1, 4], deflateSync(whole))],
    ['is packed in another way', bytesOf([2, 4], [whole.length, 4], [1, 4], deflateSync(whole))],
    ['is cut off', bytesOf([1, 4], [whole.length, 4])],
  ])('is as good as not there when it %s', (_, data) => {
    const section = { name: '.debug_info', address: 0, data, flags: 0x800 };
    expect(DebugInfo.open(elfWith({ '.debug_abbrev': abbreviations }, [section])).places(codeAt)).toEqual([]);
  });

  it('does not follow references in a circle', () => {
    const info = infoOf(unit(2, [entriesAt, 4], [codeAt, 4], [64, 4], 0));
    expect(functionNames(info)).toEqual(['']);
  });

  it('ignores a reference that leads nowhere', () => {
    const info = infoOf(unit(2, [0x00ff_ffff, 4], [codeAt, 4], [64, 4], 0));
    expect(functionNames(info)).toEqual(['']);
  });

  it('leaves out functions that the linker has thrown away', () => {
    const info = infoOf(unit(3, 'gone', [0, 4], [0x7fff_ffff, 4], 3, 'kept', [codeAt, 4], [4, 4], 0));
    expect(functionNames(info)).toEqual(['kept']);
  });

  it('counts as not there in a unit that cannot be read, and holds in the next', () => {
    const broken = withLength([4, 2], [0, 4], 4, 1, [codeAt, 4], [64, 4], 4, 99);
    const second = withLength(
      [4, 2],
      [0, 4],
      4,
      1,
      [codeAt + 64, 4],
      [64, 4],
      4,
      3,
      'second',
      [codeAt + 64, 4],
      [64, 4],
      0,
    );
    const info = infoOf(bytesOf(broken, second));
    expect(info.places(codeAt)).toEqual([]);
    expect(functionNames(info, codeAt + 64)).toEqual(['second']);
  });

  it('reads a list of ranges that many entries share only so often', () => {
    const ranges = bytesOf(
      ...Array.from({ length: 2000 }, (): Piece[] => [
        [codeAt, 4],
        [codeAt + 2, 4],
      ]).flat(),
      [0, 8],
    );
    const entries = Array.from({ length: 2000 }, (): Piece[] => [5, 'f', [0, 4]]).flat();
    const info = infoOf(unit(...entries, 0), { '.debug_ranges': ranges });
    expect(info.places(codeAt)).toEqual([]);
  });

  it('knows the unit of an address by .debug_aranges alone', () => {
    const nameless = withLength(
      [4, 2],
      [0, 4],
      4,
      1,
      [0, 4],
      [0, 4],
      4,
      3,
      'by_set',
      [codeAt, 4],
      [64, 4],
      0,
    );
    const set = withLength([2, 2], [0, 4], 4, 0, [0, 4], [codeAt, 4], [64, 4], [0, 8]);
    expect(infoOf(nameless).places(codeAt)).toEqual([]);
    expect(functionNames(infoOf(nameless, { '.debug_aranges': set }))).toEqual(['by_set']);
  });
});
