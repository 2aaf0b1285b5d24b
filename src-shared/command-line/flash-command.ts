import type { ChipId, FlashMode } from '../model/chip';

export interface CommandFile {
  /** Flash offset in bytes; null where the command leaves it to what the file is, as espflash does. */
  readonly offset: number | null;
  /** As written, with the separators of the system it was written for. */
  readonly path: string;
}

/** What a flashing command asks for; null where it is silent, or says `keep`, `detect` or `auto`. */
export interface FlashCommand {
  readonly tool: 'esptool' | 'espflash' | 'idf.py' | 'flash-args';
  readonly chip: ChipId | null;
  readonly port: string | null;
  /** In baud. */
  readonly baud: number | null;
  readonly flashMode: FlashMode | null;
  /** Header spelling: `80m`. */
  readonly flashFrequency: string | null;
  /** Header spelling: `4MB`. */
  readonly flashSize: string | null;
  readonly eraseAll: boolean | null;
  /** None where the build folder is what is flashed: `idf.py flash`. */
  readonly files: readonly CommandFile[];
  /** Options that change nothing here, as written; those that ask for what is done anyway are not among them. */
  readonly ignored: readonly string[];
}

/** What the options of one command say. */
export type CommandSettings = Omit<FlashCommand, 'tool' | 'files'>;

export const silentSettings: CommandSettings = {
  chip: null,
  port: null,
  baud: null,
  flashMode: null,
  flashFrequency: null,
  flashSize: null,
  eraseAll: null,
  ignored: [],
};
