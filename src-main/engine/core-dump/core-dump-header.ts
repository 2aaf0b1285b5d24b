/**
 * What a core dump begins with: u32 LE each: length with header and checksum, version (chip in its upper half, then major and
 * minor), number of tasks, size of a control block; later versions add the number of further segments and the chip's revision.
 * @source ESP-IDF, "Anatomy of Core Dump Image", and espcoredump/include_core_dump/esp_core_dump_types.h
 */
export interface CoreDumpHeader {
  readonly totalBytes: number;
  readonly headerBytes: number;
  readonly checksum: 'crc32' | 'sha256';
  readonly contents: 'elf' | 'binary';
  readonly taskCount: number;
  readonly tcbBytes: number;
  readonly segmentCount: number;
  /** As in the extended image header. */
  readonly imageChipId: number;
  /** `1.2 ELF, CRC-32` */
  readonly format: string;
}

type Version = Pick<CoreDumpHeader, 'headerBytes' | 'checksum' | 'contents'>;

/** By major and minor version. */
const versions: Readonly<Record<string, Version>> = {
  '0.1': { headerBytes: 16, checksum: 'crc32', contents: 'binary' },
  '0.2': { headerBytes: 20, checksum: 'crc32', contents: 'binary' },
  '0.3': { headerBytes: 24, checksum: 'crc32', contents: 'binary' },
  '1.0': { headerBytes: 20, checksum: 'crc32', contents: 'elf' },
  '1.1': { headerBytes: 20, checksum: 'sha256', contents: 'elf' },
  '1.2': { headerBytes: 24, checksum: 'crc32', contents: 'elf' },
  '1.3': { headerBytes: 24, checksum: 'sha256', contents: 'elf' },
};
const checksumNames = { crc32: 'CRC-32', sha256: 'SHA-256' } as const;

const leastBytes = 16;

/** `too-short`: nothing can be told. A version's text where the version is not known. */
export type HeaderReading =
  | { readonly type: 'known'; readonly header: CoreDumpHeader }
  | { readonly type: 'unknown'; readonly format: string }
  | { readonly type: 'too-short' };

export function readCoreDumpHeader(bytes: Uint8Array): HeaderReading {
  if (bytes.length < leastBytes) return { type: 'too-short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number => view.getUint32(4 * index, true);
  const number = `${(word(1) >>> 8) & 0xff}.${word(1) & 0xff}`;
  const version = versions[number];
  if (version === undefined) return { type: 'unknown', format: number };
  if (bytes.length < version.headerBytes) return { type: 'too-short' };
  const contents = version.contents === 'elf' ? 'ELF' : 'binary';
  return {
    type: 'known',
    header: {
      ...version,
      totalBytes: word(0),
      taskCount: word(2),
      tcbBytes: word(3),
      segmentCount: version.headerBytes > 16 ? word(4) : 0,
      imageChipId: word(1) >>> 16,
      format: `${number} ${contents}, ${checksumNames[version.checksum]}`,
    },
  };
}
