import type { PartitionEntry } from '../model/partition-table';
import { dataSubtype, partitionType } from '../partitions/partition-types';
import type { PlanToCheck } from './check-plan';
import { flashSizeOf } from './flash-size';
import { knownPartitions, plannedPartitions } from './plan-partitions';

/** Types from here on are a project's own. */
const firstOwnType = 0x40;

/** What firmware stores while it runs, and a new one finds again. The choice of the app and a core dump are not meant. */
export function isBoardData({ type, subtype }: PartitionEntry): boolean {
  if (type !== partitionType.data) return type >= firstOwnType;
  return subtype !== dataSubtype.ota && subtype !== dataSubtype.coredump;
}

export function isNvs({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.data && subtype === dataSubtype.nvs;
}

/**
 * Where the board has data now: by its own table; where that was not read, by the plan's. Null where nothing tells. Empty for
 * a board that has no table.
 */
export function boardData(plan: PlanToCheck): readonly PartitionEntry[] | null {
  const partitions =
    knownPartitions(plan) ?? (plan.boardPartitions === null ? plannedPartitions(plan) : null);
  if (partitions !== null) return partitions.filter(isBoardData);
  if (plan.chip?.id === 'esp8266') return esp8266Data(flashSizeOf(plan));
  return plan.boardPartitions === null ? null : [];
}

/**
 * Without a partition table, firmware for the ESP8266 keeps its data at the end of the flash.
 * @source Arduino core for the ESP8266, "Flash layout"; ESP8266 SDK, "System parameters"
 */
function esp8266Data(flashSizeBytes: number | null): readonly PartitionEntry[] | null {
  if (flashSizeBytes === null) return null;
  return esp8266Areas.map(({ name, fromEnd, sizeBytes }) => ({
    name,
    type: partitionType.data,
    subtype: dataSubtype.undefined,
    offset: flashSizeBytes - fromEnd,
    sizeBytes,
    encrypted: false,
    readOnly: false,
  }));
}

/** Bytes; `fromEnd` is how far before the end of the flash it begins. */
const esp8266Areas: readonly {
  readonly name: string;
  readonly fromEnd: number;
  readonly sizeBytes: number;
}[] = [
  { name: 'EEPROM', fromEnd: 0x5000, sizeBytes: 0x1000 },
  { name: 'RFCAL', fromEnd: 0x4000, sizeBytes: 0x1000 },
  { name: 'WIFI', fromEnd: 0x3000, sizeBytes: 0x3000 },
];

/** `nvs, storage`. */
export function namesOf(partitions: readonly PartitionEntry[]): string {
  return partitions.map(({ name, offset }) => (name === '' ? `0x${offset.toString(16)}` : name)).join(', ');
}
