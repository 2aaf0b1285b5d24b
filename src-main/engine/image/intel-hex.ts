import { AppError } from '../../../src-shared/errors/app-error';
import { byAddress, findOverlap, joinTouching, type AddressedBytes } from './address-range';
import { IntelHexContents } from './intel-hex-contents';
import { bankBytes, bankFieldBytes, IntelHexText, recordDataBytes, recordFrameBytes } from './intel-hex-text';

const colon = 0x3a;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const addressSpaceBytes = 0x1_0000_0000;
const recordDataOffset = 4;
const longestRecordBytes = 255 + recordFrameBytes;

const recordType = {
  data: 0,
  endOfFile: 1,
  extendedSegmentAddress: 2,
  startSegmentAddress: 3,
  extendedLinearAddress: 4,
  startLinearAddress: 5,
} as const;

/** Whether a file is text in this format, as far as the frame of its first record tells: data hardly ever starts like that. */
export function looksLikeIntelHex(bytes: Uint8Array): boolean {
  if (bytes[0] !== colon) return false;
  const digits = bytes.subarray(1, 1 + 2 * recordFrameBytes);
  return digits.length === 2 * recordFrameBytes && digits.every((code) => digitValue(code) !== null);
}

/**
 * Intel HEX: records of 16 bytes, an extended linear address wherever the upper half of the address changes if any needs one.
 * Gaps between the parts are left out. Throws RangeError for parts that overlap or leave 32 bits.
 * @source Intel "Hexadecimal Object File Format Specification", revision A
 */
export function encodeIntelHex(parts: readonly AddressedBytes[]): Uint8Array {
  const sorted = parts.toSorted(byAddress);
  if (findOverlap(sorted) !== null) throw new RangeError('the parts overlap');
  const ranges = joinTouching(sorted);
  const last = ranges.at(-1);
  const end = last === undefined ? 0 : last.address + last.data.length;
  if (end > addressSpaceBytes) throw new RangeError('an address has 32 bits');
  const text = new IntelHexText(ranges);
  let bank: number | null = end > bankBytes ? null : 0;
  for (const { address, data } of ranges) {
    for (let done = 0; done < data.length;) {
      const at = address + done;
      const wantedBank = Math.floor(at / bankBytes);
      if (wantedBank !== bank)
        text.add(
          recordType.extendedLinearAddress,
          0,
          Uint8Array.of(wantedBank >> 8, wantedBank & 0xff),
          0,
          bankFieldBytes,
        );
      bank = wantedBank;
      const low = at % bankBytes;
      const sizeBytes = Math.min(recordDataBytes, bankBytes - low, data.length - done);
      text.add(recordType.data, low, data, done, sizeBytes);
      done += sizeBytes;
    }
  }
  text.add(recordType.endOfFile, 0, new Uint8Array(0), 0, 0);
  return text.bytes;
}

export interface IntelHex {
  /** In order of address; those that touch are one. */
  readonly parts: readonly AddressedBytes[];
  /** Where execution starts, if the file says so. */
  readonly startAddress: number | null;
}

/** Needs memory for the contents alone, whatever addresses the file names. Throws `container-invalid` with the line. */
export function parseIntelHex(bytes: Uint8Array, name = 'file'): IntelHex {
  const contents = new IntelHexContents(bytes.length);
  const room = new Uint8Array(longestRecordBytes);
  // Of a record's data, which begin behind its count, address and type.
  const view = new DataView(room.buffer, recordDataOffset);
  let base = 0;
  let startAddress: number | null = null;
  let ended = false;
  for (const line of linesOf(bytes)) {
    if (ended) throw invalid(name, line.number, 'follows the end record');
    const { type, address, data } = readRecord(bytes, line, room, name);
    const expect = (sizeBytes: number): void => {
      if (data.length !== sizeBytes) throw invalid(name, line.number, 'has a wrong length');
    };
    switch (type) {
      case recordType.data:
        if (base + address + data.length > addressSpaceBytes)
          throw invalid(name, line.number, 'leaves the address space');
        if (!contents.add(base + address, data)) throw invalid(name, line.number, 'makes one range too many');
        break;
      case recordType.endOfFile:
        expect(0);
        ended = true;
        break;
      case recordType.extendedSegmentAddress:
        expect(2);
        base = view.getUint16(0) * 16;
        break;
      case recordType.extendedLinearAddress:
        expect(2);
        base = view.getUint16(0) * bankBytes;
        break;
      case recordType.startSegmentAddress:
        expect(4);
        startAddress = view.getUint16(0) * 16 + view.getUint16(2);
        break;
      case recordType.startLinearAddress:
        expect(4);
        startAddress = view.getUint32(0);
        break;
      default:
        throw invalid(name, line.number, `has the unknown type ${type}`);
    }
  }
  if (!ended) throw invalid(name, null, 'its end record is missing');
  const sorted = contents.parts().toSorted(byAddress);
  if (findOverlap(sorted) !== null) throw invalid(name, null, 'it gives some address twice');
  return { parts: joinTouching(sorted), startAddress };
}

interface Line {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

function* linesOf(bytes: Uint8Array): Generator<Line> {
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    number++;
    const feed = bytes.indexOf(lineFeed, start);
    const next = feed < 0 ? bytes.length : feed;
    const end = bytes[next - 1] === carriageReturn && next > start ? next - 1 : next;
    if (end > start) yield { number, start, end };
    start = next + 1;
  }
}

/** The record's fields lie in `room` until the next one is read. */
function readRecord(
  bytes: Uint8Array,
  { number, start, end }: Line,
  room: Uint8Array,
  name: string,
): { type: number; address: number; data: Uint8Array } {
  if (bytes[start] !== colon) throw invalid(name, number, 'does not start with a colon');
  const digits = end - start - 1;
  if (digits % 2 !== 0 || digits / 2 < recordFrameBytes || digits / 2 > longestRecordBytes)
    throw invalid(name, number, 'has a wrong length');
  const sizeBytes = digits / 2;
  let sum = 0;
  for (let index = 0; index < sizeBytes; index++) {
    const high = digitValue(bytes[start + 1 + index * 2]);
    const low = digitValue(bytes[start + 2 + index * 2]);
    if (high === null || low === null) throw invalid(name, number, 'has something that is no digit');
    room[index] = high * 16 + low;
    sum += high * 16 + low;
  }
  if (room[0] !== sizeBytes - recordFrameBytes) throw invalid(name, number, 'has a wrong length');
  if ((sum & 0xff) !== 0) throw invalid(name, number, 'has a wrong checksum');
  const address = (room[1] ?? 0) * 256 + (room[2] ?? 0);
  return { type: room[3] ?? 0, address, data: room.subarray(recordDataOffset, sizeBytes - 1) };
}

function digitValue(code: number | undefined): number | null {
  if (code === undefined) return null;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const upper = code & ~0x20;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : null;
}

function invalid(name: string, line: number | null, reason: string): AppError {
  const place = line === null ? reason : `line ${line} ${reason}`;
  return new AppError('container-invalid', { name, format: 'Intel HEX', reason: place });
}
