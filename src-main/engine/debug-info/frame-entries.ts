import { ByteCursor, damaged, textAt } from './byte-cursor';

/** .debug_frame or .eh_frame; `address` is where the latter is loaded. */
export interface FrameSection {
  readonly kind: 'debug' | 'exceptions';
  readonly bytes: Uint8Array;
  readonly address: number;
}

/** What many frames share. @source DWARF 5, 6.4.1: common information entry */
export interface CommonFrame {
  readonly codeAlignment: number;
  readonly dataAlignment: number;
  readonly returnRegister: number;
  /** How addresses are written. */
  readonly pointerEncoding: number;
  readonly hasAugmentationData: boolean;
  /** Instructions that every frame begins with. */
  readonly program: ByteSpan;
}

export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** How one function is unwound. @source DWARF 5, 6.4.1: frame description entry */
export class FrameDescription {
  readonly section: FrameSection;
  readonly common: CommonFrame;
  readonly low: number;
  /** The first address after the function. */
  readonly high: number;
  readonly program: ByteSpan;

  private constructor(section: FrameSection, common: CommonFrame, range: ByteSpan, program: ByteSpan) {
    this.section = section;
    this.common = common;
    this.low = range.start;
    this.high = range.end;
    this.program = program;
  }

  /** The cursor stands behind the reference to the common part. Throws `elf-invalid`. */
  static read(section: FrameSection, cursor: ByteCursor, common: CommonFrame): FrameDescription {
    const start = readPointer(section, cursor, common.pointerEncoding);
    // The size is written alike, but never counts from anywhere.
    const sizeBytes = readPointer(section, cursor, common.pointerEncoding & 0x0f);
    if (common.hasAugmentationData) cursor.skip(cursor.uleb());
    const program = { start: cursor.position, end: cursor.end };
    return new FrameDescription(section, common, { start, end: start + sizeBytes }, program);
  }
}

/** Throws `elf-invalid`. */
export function readCommonFrame(section: FrameSection, offset: number): CommonFrame {
  const start = new ByteCursor(section.bytes, offset);
  const length = start.u32();
  const cursor = new ByteCursor(section.bytes, start.position, start.position + length);
  if (cursor.u32() !== (section.kind === 'debug' ? 0xffff_ffff : 0))
    throw damaged('a frame leads to no common part');
  const version = cursor.u8();
  if (version !== 1 && version !== 3 && version !== 4) throw damaged('the version of a frame is not known');
  const augmentation = textAt(section.bytes, cursor.position);
  cursor.skipString();
  if (version === 4 && cursor.u16() !== 4) throw damaged('a frame is not one of 32 bits');
  const codeAlignment = cursor.uleb();
  const dataAlignment = cursor.sleb();
  const returnRegister = version === 1 ? cursor.u8() : cursor.uleb();
  const hasAugmentationData = augmentation.startsWith('z');
  if (augmentation !== '' && !hasAugmentationData) throw damaged('what a frame is augmented by is not known');
  const pointerEncoding = hasAugmentationData ? readAugmentation(section, cursor, augmentation) : 0;
  const program = { start: cursor.position, end: cursor.end };
  return { codeAlignment, dataAlignment, returnRegister, pointerEncoding, hasAugmentationData, program };
}

/** The encoding of addresses. @source Linux Standard Base, 10.6.1.1.1 */
function readAugmentation(section: FrameSection, cursor: ByteCursor, augmentation: string): number {
  const sizeBytes = cursor.uleb();
  const end = cursor.position + sizeBytes;
  let encoding = 0;
  for (const letter of augmentation.slice(1)) {
    if (letter === 'R') encoding = cursor.u8();
    else if (letter === 'L') cursor.skip(1);
    else if (letter === 'P') readPointer(section, cursor, cursor.u8());
    else if (letter !== 'S' && letter !== 'B') break;
  }
  cursor.position = end;
  return encoding;
}

/** @source Linux Standard Base, 10.5.1: DW_EH_PE_* */
function readPointer({ address }: FrameSection, cursor: ByteCursor, encoding: number): number {
  const at = cursor.position;
  const value = readEncoded(cursor, encoding & 0x0f);
  switch (encoding & 0x70) {
    case 0x00:
      return value >>> 0;
    case 0x10:
      return (address + at + value) >>> 0;
    default:
      throw damaged('how a frame writes its address is not known');
  }
}

function readEncoded(cursor: ByteCursor, format: number): number {
  switch (format) {
    case 0x00:
    case 0x03:
      return cursor.u32();
    case 0x01:
      return cursor.uleb();
    case 0x02:
      return cursor.u16();
    case 0x09:
      return cursor.sleb();
    case 0x0a:
      return (cursor.u16() << 16) >> 16;
    case 0x0b:
      return cursor.s32();
    default:
      throw damaged('how a frame writes its address is not known');
  }
}
