import type { FlashInfo } from '../../../src-shared/model/board';
import type { RunOptions } from '../engine-context';
import { agreed } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { flashMaker, flashSizeOf } from './flash-makers';
import { runSpiCommand } from './spi-command';

const readJedecId = 0x9f;
const jedecIdBits = 24;

/** The three bytes of the JEDEC id: manufacturer lowest, capacity highest. The flash must be attached. */
export async function readFlashId(session: ChipSession, run: RunOptions = {}): Promise<number> {
  const look = (): Promise<number> =>
    runSpiCommand(session, { command: readJedecId, readBits: jedecIdBits }, run);
  return (await agreed(session, look, run)) & 0xff_ffff;
}

/** Null where nothing answers: a bus that floats or is held low. */
export function decodeFlashId(id: number): Omit<FlashInfo, 'voltage'> | null {
  if (id === 0 || id === 0xff_ffff) return null;
  const manufacturerId = id & 0xff;
  const type = (id >> 8) & 0xff;
  const capacity = (id >> 16) & 0xff;
  return {
    manufacturerId,
    deviceId: (type << 8) | capacity,
    manufacturer: flashMaker(manufacturerId, type),
    sizeBytes: flashSizeOf(manufacturerId, type, capacity),
  };
}

/** `0x1640c8`, as errors and notices show an id. */
export function formatFlashId(id: number): string {
  return `0x${id.toString(16).padStart(6, '0')}`;
}
