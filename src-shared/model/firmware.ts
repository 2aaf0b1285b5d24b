import type { ChipId, FlashMode } from './chip';
import type { PartitionEntry } from './partition-table';

/** A file that main has opened for the user; only main knows the path behind it. */
export type FileToken = string;

export type FirmwareKind =
  'bootloader' | 'partition-table' | 'app' | 'ota-data' | 'nvs' | 'merged' | 'data' | 'empty';

/** What a firmware image's header says. Sizes in bytes. */
export interface ImageInfo {
  /** Null where the header does not tell (ESP8266 and ESP32 both are possible for very old images). */
  readonly chip: ChipId | null;
  /** Chip id that no known chip has; null when `chip` is known or the image has no chip id. */
  readonly unknownChipId: number | null;
  readonly flashMode: FlashMode | null;
  /** Header spelling, null where the code is not one of this chip. */
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  readonly entryPoint: number;
  readonly segmentCount: number;
  readonly checksumValid: boolean;
  /** Null where the image has no appended SHA-256. */
  readonly digestValid: boolean | null;
  /** Full revision numbers (major × 100 + minor); null on chips whose images have none. */
  readonly minRevision: number | null;
  readonly maxRevision: number | null;
  /** From esp_app_desc_t. */
  readonly app: AppDescription | null;
}

export interface AppDescription {
  readonly projectName: string;
  readonly version: string;
  readonly idfVersion: string;
  readonly compiled: string;
}

/** Why a file goes where it goes. */
export type OffsetReason =
  | 'manifest' // flasher_args.json says so
  | 'bootloader-of-chip' // the image is a bootloader and this chip's ROM looks there
  | 'partition-table-default' // 0x8000
  | 'partition' // it fits the partition of that name or kind
  | 'app-default' // 0x10000, no partition table at hand
  | 'file-name' // `app-0x10000.bin`
  | 'user'
  | 'unknown'; // must be asked

export interface FirmwareItem {
  readonly id: string;
  readonly file: FileToken;
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly kind: FirmwareKind;
  readonly image: ImageInfo | null;
  readonly partitions: readonly PartitionEntry[] | null;
  /** Null: not known, the user must say. */
  readonly offset: number | null;
  readonly offsetReason: OffsetReason;
}

/** What dropping something on the station gave. */
export interface ImportedFirmware {
  /** Project name and version where the files tell, else the file's or folder's name. */
  readonly title: string;
  /** Where it came from: file or folder name; null for the firmware that comes with Kiln. */
  readonly source: string | null;
  readonly chip: ChipId | null;
  readonly idfVersion: string | null;
  readonly items: readonly FirmwareItem[];
  /** Settings that the source asks for, as flasher_args.json does; null where it is silent. */
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
}
