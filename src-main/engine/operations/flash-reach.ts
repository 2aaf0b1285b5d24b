import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import { formatFlashSize } from '../../../src-shared/model/flash-size';
import type { ChipSession } from '../loader/chip-session';
import { hex } from './hex';

const mebi = 0x10_0000;
/** Three address bytes. */
const usualReach = 16 * mebi;

/**
 * How far the stubs reach that send four address bytes. The other stubs and every ROM send three, and would wrap around to
 * the flash's start without a word. @source esp-stub-lib, stub_target_get_max_supported_flash_size
 */
const reachWithStub: Readonly<Partial<Record<ChipId, number>>> = {
  esp32s3: 1024 * mebi,
  esp32p4: 64 * mebi,
  esp32c5: 32 * mebi,
  esp32c61: 32 * mebi,
};

/** First byte that the loader of this session cannot address. */
export function flashReach({ chip, loader }: Pick<ChipSession, 'chip' | 'loader'>): number {
  return loader === 'stub' ? (reachWithStub[chip.id] ?? usualReach) : usualReach;
}

/** Throws `flash-too-large` where `end` (the first byte behind `name`) is beyond what the loader can address. */
export function assertInReach(session: ChipSession, name: string, end: number): void {
  const reach = flashReach(session);
  if (end <= reach) return;
  const limit = formatFlashSize(reach);
  throw new AppError('flash-too-large', { name, end: hex(end), chip: session.chip.name, limit });
}
