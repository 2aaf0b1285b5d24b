import type { BoardInfo } from '../../../src-shared/model/board';
import { chips } from '../../engine/chips/registry';

/** A board as errors name it: `ESP32-C3 7c:df:a1:b2:c3:d4`. */
export function boardText({ chip, mac }: Pick<BoardInfo, 'chip' | 'mac'>): string {
  return mac === null ? chips[chip].name : `${chips[chip].name} ${mac}`;
}
