import type { ChipId, FlashMode } from './chip';
import type { FileToken } from './firmware';
import type { DifferenceRange } from './job';
import type { NvsContents } from './nvs';
import type { OtaData, PartitionTableFile } from './partition-table';

export type FileFormat =
  | 'firmware-image'
  | 'merged-image'
  | 'elf'
  | 'uf2'
  | 'intel-hex'
  | 'partition-table'
  | 'partition-csv'
  | 'nvs'
  | 'nvs-csv'
  | 'ota-data'
  | 'blank' // FF throughout
  | 'empty'
  | 'data';

/** A stretch of a file that has an address of its own: part of a merged image, HEX or UF2 range, segment. Bytes. */
export interface FilePart {
  /** Partition or section name; empty where there is none. */
  readonly name: string;
  readonly kind: 'bootloader' | 'partition-table' | 'app' | 'data' | 'nvs' | 'ota-data' | 'blank' | 'segment';
  readonly address: number;
  readonly sizeBytes: number;
  /** Memories that the address lies in, as linker scripts call them; empty for flash offsets. */
  readonly memoryTypes: readonly string[];
}

/** What an image's header, descriptions and signature blocks say. Digests and raw bytes in hex. */
export interface ImageReport {
  readonly chip: ChipId | null;
  readonly role: 'app' | 'bootloader' | 'unknown';
  readonly version: 1 | 2;
  readonly entryPoint: number;
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  /** Full revision numbers (major × 100 + minor); null on chips whose images have none. */
  readonly minRevision: number | null;
  readonly maxRevision: number | null;
  readonly segments: readonly FilePart[];
  readonly checksum: { readonly stored: number | null; readonly calculated: number };
  readonly digest: { readonly stored: string | null; readonly calculated: string } | null;
  readonly app: {
    readonly projectName: string;
    readonly version: string;
    readonly idfVersion: string;
    readonly compiled: string;
    readonly secureVersion: number;
    /** Of the ELF; hex. */
    readonly elfSha256: string;
    readonly mmuPageSizeBytes: number | null;
  } | null;
  readonly bootloader: {
    readonly version: number;
    readonly idfVersion: string;
    readonly compiled: string;
  } | null;
  /** Found, not verified. `signsImage`: whether the digest in the block is this image's; null where the block has none. */
  readonly signatures: readonly {
    readonly scheme: string;
    readonly publicKeyDigest: string | null;
    readonly signsImage: boolean | null;
  }[];
  /** Of the image in the file; a signature or anything else may follow. */
  readonly sizeBytes: number;
  /** The file ends before the image does: its segments are those that are whole, `sizeBytes` is what there is. */
  readonly truncated: boolean;
}

export interface ImageInFile {
  /** Of the partition that it lies in; empty where there is none. */
  readonly name: string;
  /** Flash offset of its first byte where that is known, else its offset in the file. */
  readonly address: number;
  readonly image: ImageReport;
}

export interface ElfReport {
  readonly machine: 'xtensa' | 'risc-v';
  readonly entryPoint: number;
  /** Chips that such a file can be for. */
  readonly chips: readonly ChipId[];
}

/** Everything that a file tells about itself. */
export interface FileReport {
  readonly file: FileToken;
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly format: FileFormat;
  readonly chip: ChipId | null;
  /** Flash offset of the first byte where the contents tell. */
  readonly flashOffset: number | null;
  /** Of a merged image, and of a container with several: the bootloader, else the first. */
  readonly image: ImageReport | null;
  /** All images in it, `image` included, in order of address; at most 32. */
  readonly images: readonly ImageInFile[];
  /** In rising order of addresses; at most the first 1000. */
  readonly parts: readonly FilePart[];
  readonly table: PartitionTableFile | null;
  /** Of a merged image: its first NVS partition. Null for images of more than 4 MiB, which no chip has a use for. */
  readonly nvs: NvsContents | null;
  readonly otaData: OtaData | null;
  readonly elf: ElfReport | null;
  /** The first 256 bytes, hex. */
  readonly head: string;
}

/** Two files side by side. Containers (HEX, UF2) are compared by what they hold, at its addresses. */
export interface FileComparison {
  readonly first: FileReport;
  readonly second: FileReport;
  readonly identical: boolean;
  /** Facts that differ: `image.app.version`, `table.rows.2.sizeBytes`; values as they are shown. At most 200. */
  readonly facts: readonly { readonly fact: string; readonly first: string; readonly second: string }[];
  readonly differingBytes: number;
  /** `expected` is the first file's. At most the first hundred. */
  readonly ranges: readonly DifferenceRange[];
}

/** What one file can be turned into. Of an ELF, `bin` is the flashable image. */
export interface ImageConversion {
  readonly file: FileToken;
  readonly to: 'bin' | 'uf2' | 'hex';
  readonly chip: ChipId | null;
  /** Flash offset of the first byte, where the file does not tell. */
  readonly offset: number | null;
  readonly flashMode: FlashMode | 'keep';
  readonly flashFrequency: string;
  readonly flashSize: string;
}

export interface ImageMerge {
  readonly parts: readonly { readonly file: FileToken; readonly offset: number }[];
  readonly chip: ChipId;
  readonly to: 'bin' | 'uf2' | 'hex';
  readonly flashMode: FlashMode | 'keep';
  readonly flashFrequency: string;
  readonly flashSize: string;
  /** Fill the file up to this flash size (`4MB`); null: it ends with its last part. `bin` only. */
  readonly padToSize: string | null;
  readonly fileName: string;
}
