import type { ErrorContext } from '../errors/app-error';
import type { ChipId, FlashMode } from './chip';
import type { OtaData, PartitionEntry } from './partition-table';

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
  | 'manifest' // flasher_args.json, flash_args or an ESP Web Tools manifest says so
  | 'layout-file' // a layout that Kiln saved says so
  | 'command-line' // the pasted command says so
  | 'build-rule' // PlatformIO and Arduino put such a file there
  | 'place-in-image' // it was there in the merged image
  | 'address-in-file' // Intel HEX and UF2 carry addresses
  | 'bootloader-of-chip' // the image is a bootloader and this chip's ROM looks there
  | 'partition-table-default' // 0x8000
  | 'partition' // it fits the partition of that name or kind
  | 'app-default' // 0x10000, no partition table at hand
  | 'file-name' // `app-0x10000.bin`
  | 'user'
  | 'unknown'; // must be asked

/** What an item was taken out of; by `path` within it. */
export interface ItemOrigin {
  readonly how: 'zip' | 'merged' | 'intel-hex' | 'uf2' | 'elf' | 'partition-csv';
  /** Name of the file that it was in, or made from. */
  readonly name: string;
  /** That file as one, where it can be flashed like that: a merged image. */
  readonly whole: FileToken | null;
}

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
  /** What OTA data say; left out where that was not read, and of everything else. */
  readonly otaData?: OtaData;
  /** Null: not known, the user must say. */
  readonly offset: number | null;
  readonly offsetReason: OffsetReason;
  /** False: known, but left out unless the user wants it, as a merged image's data are when settings are kept. */
  readonly include: boolean;
  /** Null: the file as it is. */
  readonly origin: ItemOrigin | null;
  /** The user's words about it; empty for none. */
  readonly note: string;
}

/** How what was dropped is laid out. */
export type ImportFormat =
  | 'files' // no more than files
  | 'esp-idf' // flasher_args.json
  | 'flash-args' // ESP-IDF's flash_args text
  | 'platformio'
  | 'arduino'
  | 'web-tools' // ESP Web Tools manifest
  | 'layout' // Kiln's own
  | 'command-line'
  | 'merged'; // one image, split at its own partition table

/** What is worth knowing of an import that worked; words under `importNotices` in the locale files. */
export type ImportNoticeCode =
  /** A file of a layout is not what it was when the layout was saved. `name`. */
  | 'file-changed'
  /** An option of a pasted command that means nothing here. `option`. */
  | 'option-ignored'
  /** A merged image's data that stay on the board as they are. `name`, `partitions`. */
  | 'settings-kept'
  /** Blank bytes of a merged image that are not written. `name`, `size` in bytes. */
  | 'blank-left-out'
  /** A file that is no part of what is flashed. `name`. */
  | 'file-left-out'
  /** An image was made from an ELF. `name`, `chip`. */
  | 'elf-converted'
  /** One of several builds was taken because the board's chip is its own. `name`, `chip`. */
  | 'build-chosen-by-board'
  /** One of several builds cannot be used. `name`, `reason`. */
  | 'build-left-out'
  /** The build names a file that was not given with it. `name`. */
  | 'file-missing'
  /** The table has OTA data, and the build lacks `boot_app0.bin`: a board that was updated over the air starts its old app. */
  | 'boot-app0-missing'
  /** The build wants these encrypted by the chip; they are written as they are. `names`. */
  | 'encryption-asked';

export interface ImportNotice {
  readonly code: ImportNoticeCode;
  readonly context: ErrorContext;
}

/** What dropping something on the station gave. */
export interface ImportedFirmware {
  /** Project name and version where the files tell, else the file's or folder's name. */
  readonly title: string;
  /** Where it came from: file or folder name; null for the firmware that comes with Kiln. */
  readonly source: string | null;
  readonly chip: ChipId | null;
  readonly idfVersion: string | null;
  readonly format: ImportFormat;
  readonly items: readonly FirmwareItem[];
  readonly notices: readonly ImportNotice[];
  /** Settings that the source asks for, as flasher_args.json does; null where it is silent. */
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  /** In baud. */
  readonly baud: number | null;
  readonly eraseAll: boolean | null;
}

/** What the files do not tell and nobody may guess. */
export interface ImportQuestion {
  /** Which question it is, the same when the same things are imported again. */
  readonly id: string;
  /**
   * `build`: several builds are there, which one? `chip`: for which chip is `name`? `files`: `name` needs the files that the
   * choices name; they are given as further sources.
   */
  readonly about: 'build' | 'chip' | 'files';
  readonly name: string;
  readonly choices: readonly ImportChoice[];
}

export interface ImportChoice {
  readonly id: string;
  readonly label: string;
  /** What tells it from the others: chip, version, folder; may be empty. */
  readonly detail: string;
}

export interface ImportAnswer {
  readonly question: string;
  readonly choice: string;
}

export type ImportOutcome =
  | { readonly type: 'imported'; readonly firmware: ImportedFirmware }
  | { readonly type: 'question'; readonly question: ImportQuestion };

/** A layout as the user has it, to be saved as a file. */
export interface LayoutToSave {
  readonly title: string;
  readonly chip: ChipId | null;
  readonly flashMode: FlashMode | 'keep';
  readonly flashFrequency: string;
  readonly flashSize: string;
  readonly baud: number;
  readonly eraseAll: boolean;
  readonly items: readonly {
    readonly file: FileToken;
    readonly name: string;
    readonly offset: number | null;
    readonly include: boolean;
    readonly note: string;
  }[];
}
