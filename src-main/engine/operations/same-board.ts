import { AppError } from '../../../src-shared/errors/app-error';
import type { BoardInfo } from '../../../src-shared/model/board';
import { chips } from '../chips/registry';

/** What a board is told apart by. */
export type BoardMark = Pick<BoardInfo, 'chip' | 'mac'>;

/** Chip and MAC are the same. A board that tells no MAC is only told apart by its chip. */
export function isSameBoard(a: BoardMark, b: BoardMark): boolean {
  return a.chip === b.chip && (a.mac === null || b.mac === null || a.mac === b.mac);
}

/** After reconnecting: throws `board-changed` with both boards unless it is the same one. */
export function sameBoard(expected: BoardMark, actual: BoardMark): void {
  if (!isSameBoard(expected, actual))
    throw new AppError('board-changed', { expected: nameOf(expected), actual: nameOf(actual) });
}

/** `ESP32-C3 7c:df:a1:b2:c3:d4` */
function nameOf({ chip, mac }: BoardMark): string {
  return mac === null ? chips[chip].name : `${chips[chip].name} ${mac}`;
}
