import type { PartitionProblem } from '../../model/partition-table';
import { appSubtype, dataSubtype, partitionSubtypeName, partitionType } from '../partition-types';
import { appSlots, otaSlotOf } from '../app-slots';
import { hex, problem, repeated, type PartitionRow, type PartitionRule } from './table-to-check';

/** Two sectors, so that one is whole while the other is being written. @source ESP-IDF "Over The Air Updates" */
const otaDataBytes = 0x2000;

/** The bootloader needs something to start, and knows one partition of each subtype. */
export const appsToStart: PartitionRule = ({ rows }) => {
  const apps = rows.filter(({ entry }) => entry.type === partitionType.app);
  if (appSlots(apps.map(({ entry }) => entry)).length === 0) return [problem('warning', 'no-app', [])];
  const problems: PartitionProblem[] = [];
  for (const [subtype, same] of repeated(apps, ({ entry }) => entry.subtype)) {
    if (subtype === appSubtype.factory) problems.push(problem('warning', 'factory-twice', same));
    else if (same.some(({ entry }) => otaSlotOf(entry) !== null))
      problems.push(
        problem('warning', 'ota-slot-twice', same, {
          slot: partitionSubtypeName(partitionType.app, subtype),
        }),
      );
  }
  return problems;
};

/** Slots are counted, not looked up: of n of them the numbers have to be 0…n - 1. */
export const otaSlots: PartitionRule = ({ rows }) => {
  const slots = rows.filter(({ entry }) => otaSlotOf(entry) !== null);
  return [...slotGap(slots), ...unevenSlots(slots)];
};

function slotGap(slots: readonly PartitionRow[]): readonly PartitionProblem[] {
  const numbers = new Set(slots.map(({ entry }) => otaSlotOf(entry)));
  const highest = Math.max(...slots.map(({ entry }) => otaSlotOf(entry) ?? 0), -1);
  for (let number = 0; number < highest; number += 1)
    if (!numbers.has(number)) return [problem('warning', 'ota-slot-gap', slots, { slot: `ota_${number}` })];
  return [];
}

/** An update that fits into one slot has to fit into the next. */
function unevenSlots(slots: readonly PartitionRow[]): readonly PartitionProblem[] {
  const sized = slots.filter(({ entry }) => entry.sizeBytes > 0);
  const [smallest, ...others] = [...sized].sort((a, b) => a.entry.sizeBytes - b.entry.sizeBytes);
  const largest = others.at(-1);
  if (smallest === undefined || largest === undefined) return [];
  if (smallest.entry.sizeBytes === largest.entry.sizeBytes) return [];
  return [
    problem('warning', 'ota-slots-uneven', [smallest, largest], {
      other: largest.label,
      size: hex(smallest.entry.sizeBytes),
      largest: hex(largest.entry.sizeBytes),
    }),
  ];
}

/** Which slot is started is kept in one partition of two sectors; the secure world has one of its own. */
export const otaData: PartitionRule = ({ rows }) => {
  const ofSubtype = (subtype: number): readonly PartitionRow[] =>
    rows.filter(({ entry }) => entry.type === partitionType.data && entry.subtype === subtype);
  const ota = ofSubtype(dataSubtype.ota);
  const slots = rows.filter(({ entry }) => otaSlotOf(entry) !== null);
  const problems: PartitionProblem[] = [];
  if (ota.length === 0 && slots.length > 0) problems.push(problem('warning', 'otadata-missing', slots));
  for (const same of [ota, ofSubtype(dataSubtype.teeOta)]) {
    if (same.length > 1) problems.push(problem('error', 'otadata-twice', same));
    for (const row of same)
      if (row.entry.sizeBytes > 0 && row.entry.sizeBytes !== otaDataBytes)
        problems.push(problem('error', 'otadata-size', [row], { size: hex(row.entry.sizeBytes) }));
  }
  return problems;
};
