import type { BoardFacts } from './board-spec';
import type { FaultInjector } from './faults/fault-injector';
import type { FlashCipher } from './flash/flash-cipher';
import { decryptedView, unreachableView, type FlashView } from './flash/flash-view';
import type { NorFlash } from './flash/nor-flash';

export interface BootSurroundings {
  readonly facts: BoardFacts;
  readonly nor: NorFlash;
  readonly faults: FaultInjector;
  readonly cipher: FlashCipher;
}

/** The flash as whoever boots from it finds it. */
export function bootView({ facts, nor, faults, cipher }: BootSurroundings): FlashView {
  if (faults.has('flash-missing')) return unreachableView(nor.sizeBytes);
  return facts.security.flashEncryption ? decryptedView(nor, cipher) : nor;
}
