import type { OtaData } from '../../model/partition-table';
import { startedSlot } from '../../partitions/app-slots';
import { hexOffset, placedItems, type PlacedItem } from '../placed-item';
import { partitionsAfter } from '../plan-partitions';
import { isFree, isOtaData } from '../suggest-offset';
import type { Rule } from './rule';

/** An app that is written where the OTA data of the same plan do not send the bootloader: it goes on starting another one. */
export const appNotStarted: Rule = (plan) => {
  const partitions = partitionsAfter(plan);
  const placed = placedItems(plan);
  // On a flash that is blank but for the plan, the bootloader ends up at the app that is there.
  if (partitions === null || plan.eraseAll || placed.some(({ kind }) => kind === 'merged')) return [];
  const choice = partitions.find(isOtaData);
  const otaData = choice === undefined ? null : otaDataAt(placed, choice.offset);
  if (choice !== undefined && otaData === null) return [];
  const started = startedSlot(partitions, otaData).slot?.entry ?? null;
  const apps = placed.filter(
    ({ kind, offset }) => kind === 'app' && partitions.some((entry) => entry.offset === offset),
  );
  const [app] = apps;
  if (started === null || app === undefined || apps.some(({ offset }) => offset === started.offset))
    return [];
  const fits = app.sizeBytes <= started.sizeBytes && isFree(plan, app, started.offset);
  return [
    {
      code: 'app-not-started',
      severity: 'warning',
      itemIds: [app.id],
      context: {
        name: app.name,
        offset: hexOffset(app.offset),
        partition: started.name,
        started: hexOffset(started.offset),
      },
      fix: fits ? { type: 'move', itemId: app.id, offset: started.offset } : null,
    },
  ];
};

function otaDataAt(placed: readonly PlacedItem[], offset: number): OtaData | null {
  return placed.find((item) => item.offset === offset)?.otaData ?? null;
}
