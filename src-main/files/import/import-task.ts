import type { ChipId } from '../../../src-shared/model/chip';
import type { FileToken, ImportAnswer, ImportOutcome } from '../../../src-shared/model/firmware';
import type { FirmwareInspection } from '../../engine/image/inspect-firmware';
import type { FileProvenance } from '../tree/firmware-tree';

/** A file that the station knows by a token. */
export interface KnownFile {
  readonly path: string;
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  /** Null until somebody has looked. */
  readonly inspection: FirmwareInspection | null;
  /** Null: the file as it is on disk is where it came from. */
  readonly provenance: FileProvenance | null;
}

export interface TakenFile extends KnownFile {
  readonly token: FileToken;
}

export type ImportSource =
  | { readonly type: 'path'; readonly path: string }
  /** A folder that holds what was uploaded. */
  | { readonly type: 'upload'; readonly folder: string }
  | { readonly type: 'demo'; readonly folder: string }
  | { readonly type: 'file'; readonly file: KnownFile }
  | { readonly type: 'text'; readonly text: string };

export interface ImportTask {
  readonly sources: readonly ImportSource[];
  readonly chip: ChipId | null;
  readonly merged: 'split' | 'whole';
  readonly answers: readonly ImportAnswer[];
  /** Where bytes are written that are no file yet. */
  readonly importsFolder: string;
}

export interface ImportResult {
  readonly outcome: ImportOutcome;
  /** What the outcome's tokens mean. */
  readonly files: readonly TakenFile[];
}
