import type { FileToken } from '../../../src-shared/model/firmware';
import type { FlashSegment } from '../../../src-shared/model/job';
import type { FirmwareInspection } from '../../engine/image/inspect-firmware';
import type { WriteSegment } from '../../engine/requests';

/** Where a plan's bytes come from; rejects with `file-changed` when they are not those that were planned with. */
export interface FirmwareReader {
  read(token: FileToken, expectedSha256: string): Promise<{ readonly bytes: Uint8Array }>;
  /** What those bytes are; null where nobody has looked. */
  inspectionOf(token: FileToken): FirmwareInspection | null;
}

/** The bytes of each, as they were when the user chose them. */
export async function readSegments(
  planned: readonly FlashSegment[],
  firmware: FirmwareReader,
  signal: AbortSignal,
): Promise<readonly WriteSegment[]> {
  const segments: WriteSegment[] = [];
  for (const { file, name, offset, sha256 } of planned) {
    signal.throwIfAborted();
    const { bytes } = await firmware.read(file, sha256);
    segments.push({ name, offset, data: bytes });
  }
  return segments;
}
