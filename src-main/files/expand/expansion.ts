import type { ChipId } from '../../../src-shared/model/chip';
import type {
  ImportAnswer,
  ImportNotice,
  ImportQuestion,
  ItemOrigin,
  OffsetReason,
} from '../../../src-shared/model/firmware';

/** Where something belongs in flash, in bytes, and why. */
export interface Place {
  /** Null: not known, the user must say. */
  readonly offset: number | null;
  readonly reason: OffsetReason;
}

/** A part of a file, or what was made of it. */
export interface Piece {
  /** For people, and for layouts to find it again: no two of one file are called the same. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null: to be told by what it is. */
  readonly place: Place | null;
  readonly include: boolean;
}

/** What came out of a file that is not flashed as it is. */
export interface Expansion {
  readonly how: ItemOrigin['how'];
  readonly pieces: readonly Piece[];
  /** Whether taking the file in again as one gives something else: a merged image. */
  readonly hasWhole: boolean;
  /** Null where the file does not tell. */
  readonly chip: ChipId | null;
  readonly notices: readonly ImportNotice[];
}

/** What the user must say before the file can be taken in. */
export interface Asked {
  readonly question: ImportQuestion;
}

export interface ExpandOptions {
  /** Of the file. */
  readonly name: string;
  readonly merged: 'split' | 'whole';
  /** What the build around the file says; null where there is none or it is silent. */
  readonly chip: ChipId | null;
  /** Of the connected board: named first among the choices. */
  readonly boardChip: ChipId | null;
  readonly answers: readonly ImportAnswer[];
}

export function isAsked(result: object | null): result is Asked {
  return result !== null && 'question' in result;
}

/** The name of a file without its extension. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '') || name;
}
