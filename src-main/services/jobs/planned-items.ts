import { AppError } from '../../../src-shared/errors/app-error';
import type { FileToken } from '../../../src-shared/model/firmware';
import type { FlashSegment } from '../../../src-shared/model/job';
import { sleep, type Clock } from '../../../src-shared/time/clock';
import type { LayoutItem } from '../../../src-shared/preflight/check-plan';
import { inspectFirmware, type FirmwareInspection } from '../../engine/image/inspect-firmware';
import type { WriteSegment } from '../../engine/requests';

/** What is known of a file without looking into it again; null where nothing is. */
export type KnownInspection = (token: FileToken) => FirmwareInspection | null;

/** The segments of a plan as pre-flight sees them. `segments` are the bytes of those that are planned, one for one. */
export async function plannedItems(
  planned: readonly FlashSegment[],
  segments: readonly WriteSegment[],
  inspectionOf: KnownInspection,
  clock: Clock,
): Promise<readonly LayoutItem[]> {
  const items: LayoutItem[] = [];
  for (const [position, segment] of segments.entries()) {
    const { file, sha256 } = plannedAt(planned, position);
    let inspection = inspectionOf(file);
    if (inspection === null) {
      // Each look takes a while for a large image: the window and the other ports get their turn in between.
      await sleep(clock, 0);
      inspection = inspectFirmware(segment.data);
    }
    const { kind, image, partitions } = inspection;
    items.push({
      id: String(position),
      file,
      name: segment.name,
      sizeBytes: segment.data.length,
      sha256,
      kind,
      image,
      partitions,
      offset: segment.offset,
      include: true,
      origin: null,
      note: '',
    });
  }
  return items;
}

function plannedAt(planned: readonly FlashSegment[], position: number): FlashSegment {
  const segment = planned[position];
  if (segment === undefined) throw new AppError('internal', { reason: 'a segment without its plan' });
  return segment;
}
