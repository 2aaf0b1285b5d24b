import { AppError } from '../../src-shared/errors/app-error';
import type { BoardInfo } from '../../src-shared/model/board';
import type { FlashPlan } from '../../src-shared/model/job';
import { sleep, type Clock } from '../../src-shared/time/clock';
import { checkPlan, type LayoutItem } from '../../src-shared/preflight/check-plan';
import { inspectFirmware } from '../engine/image/inspect-firmware';
import type { WriteSegment } from '../engine/requests';
import { chipSummaries } from './chip-summaries';
import { findingError } from './finding-error';

/**
 * Pre-flight once more, now with the board that is really there: the layout may have been checked against another one, or
 * against none. Throws the worst finding as an error, unless the plan is forced.
 */
export async function checkAgainstBoard(
  plan: FlashPlan,
  segments: readonly WriteSegment[],
  board: BoardInfo,
  clock: Clock,
): Promise<void> {
  if (plan.force) return;
  const items: LayoutItem[] = [];
  for (const [position, segment] of segments.entries()) {
    // Each look takes a while for a large image: the window and the other ports get their turn in between.
    await sleep(clock, 0);
    items.push(layoutItem(plan, segment, position));
  }
  const findings = checkPlan({
    items,
    chip: chipSummaries.find(({ id }) => id === board.chip) ?? null,
    chips: chipSummaries,
    board,
    flashMode: plan.flashMode,
    flashFrequency: plan.flashFrequency,
    flashSize: plan.flashSize,
    eraseAll: plan.eraseAll,
  });
  const worst = findings.find(({ severity }) => severity === 'error');
  if (worst !== undefined) throw findingError(worst);
}

function layoutItem(plan: FlashPlan, segment: WriteSegment, position: number): LayoutItem {
  const planned = plan.segments[position];
  if (planned === undefined) throw new AppError('internal', { reason: 'a segment without its plan' });
  const { kind, image, partitions } = inspectFirmware(segment.data);
  return {
    id: String(position),
    file: planned.file,
    name: segment.name,
    sizeBytes: segment.data.length,
    sha256: planned.sha256,
    kind,
    image,
    partitions,
    offset: segment.offset,
    include: true,
  };
}
