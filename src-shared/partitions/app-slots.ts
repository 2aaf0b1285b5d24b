import type { ErrorContext } from '../errors/app-error';
import type { OtaData, OtaDataCopy, PartitionEntry } from '../model/partition-table';
import { appSubtype, dataSubtype, partitionType } from './partition-types';

/** A partition that the bootloader can start. */
export interface AppSlot {
  readonly entry: PartitionEntry;
  readonly role: 'factory' | 'ota' | 'test';
  /** Of OTA slots: their number, from 0. */
  readonly number: number | null;
}

/** Why the bootloader starts what it starts; words under `startReasons` in the locale files. */
export type StartReason =
  | 'no-app'
  /** There is no OTA data partition: always the same one. */
  | 'no-ota-data'
  /** What the OTA data partition holds is not known: as if it were blank. */
  | 'ota-data-unknown'
  /** Nothing was updated yet, or OTA data was erased. */
  | 'ota-data-blank'
  /** Both copies are damaged, or their apps were given up. */
  | 'ota-data-refused'
  /** OTA data asks for this slot; context: sequence, copy (1 or 2). */
  | 'ota-data-chosen'
  /** OTA data asks for a slot that the table does not have; context: sequence, asked (such as `ota_2`). */
  | 'ota-slot-missing';

export interface StartedSlot {
  /** Null where there is nothing to start. */
  readonly slot: AppSlot | null;
  readonly reason: StartReason;
  /** `name` and `slot` of what is started, where something is. */
  readonly context: ErrorContext;
  /** What the bootloader tries when the app there is damaged, in its order. */
  readonly thenTried: readonly AppSlot[];
}

/** Before the first slot: what the bootloader starts with where nothing was chosen. */
const factoryIndex = -1;

/** Number of an OTA app slot, from 0; null for everything else. */
export function otaSlotOf({ type, subtype }: Pick<PartitionEntry, 'type' | 'subtype'>): number | null {
  const { firstOta, lastOta } = appSubtype;
  return type === partitionType.app && subtype >= firstOta && subtype <= lastOta ? subtype - firstOta : null;
}

/**
 * The partitions that can start, in the order in which the bootloader looks for one when nothing was chosen: factory app, OTA
 * slots by number, test app. Of two that are the same to it, the later one in the table counts.
 *
 * @source ESP-IDF, bootloader_support, bootloader_utility.c
 */
export function appSlots(entries: readonly PartitionEntry[]): readonly AppSlot[] {
  const slots = new Map<number, AppSlot>();
  for (const entry of entries) {
    const role = roleOf(entry);
    if (role !== null) slots.set(entry.subtype, { entry, role, number: otaSlotOf(entry) });
  }
  return [...slots.values()].sort((a, b) => a.entry.subtype - b.entry.subtype);
}

function roleOf(entry: PartitionEntry): AppSlot['role'] | null {
  if (entry.type !== partitionType.app) return null;
  if (entry.subtype === appSubtype.factory) return 'factory';
  if (entry.subtype === appSubtype.test) return 'test';
  return otaSlotOf(entry) === null ? null : 'ota';
}

/**
 * Which app the bootloader would start, and why. `otaData` is what the OTA data partition holds, null where that is not known.
 * Not considered: a test app or a factory reset that is asked for by a pin, and apps that are damaged (`thenTried`).
 */
export function startedSlot(entries: readonly PartitionEntry[], otaData: OtaData | null): StartedSlot {
  const hasOtaData = entries.some(
    ({ type, subtype }) => type === partitionType.data && subtype === dataSubtype.ota,
  );
  const otaSlots = entries.filter((entry) => otaSlotOf(entry) !== null).length;
  const slots = startOrder(appSlots(entries), factoryIndex, otaSlots);
  if (!hasOtaData) return start(slots, 'no-ota-data');
  if (otaData === null) return start(slots, 'ota-data-unknown');
  const { activeSequence: sequence, copies } = otaData;
  if (sequence === null || otaSlots === 0)
    return start(slots, copies.every((copy) => copy === null) ? 'ota-data-blank' : 'ota-data-refused');
  // In 32 bits without sign, as the bootloader counts: a sequence of 0 asks for the last number there is.
  const number = ((sequence - 1) >>> 0) % otaSlots;
  const order = startOrder(appSlots(entries), number, otaSlots);
  if (order[0]?.number !== number)
    return start(order, 'ota-slot-missing', { sequence, asked: `ota_${number}` });
  const chosenBy = copies.findIndex((copy) => copy?.sequence === sequence && isBootable(copy));
  return start(order, 'ota-data-chosen', { sequence, copy: chosenBy + 1 });
}

/**
 * From the slot chosen down to the factory app, then up through the other slots; the test app comes last. A slot whose number
 * is not below the count of slots is never reached.
 */
function startOrder(slots: readonly AppSlot[], chosen: number, otaSlots: number): readonly AppSlot[] {
  const numberOf = ({ number }: AppSlot): number => number ?? factoryIndex;
  const test = slots.filter(({ role }) => role === 'test');
  const others = slots.filter(({ role }) => role !== 'test');
  return [
    ...others.filter((slot) => numberOf(slot) <= chosen).reverse(),
    ...others.filter((slot) => numberOf(slot) > chosen && numberOf(slot) < otaSlots),
    ...test,
  ];
}

function start(order: readonly AppSlot[], reason: StartReason, context: ErrorContext = {}): StartedSlot {
  const [slot, ...thenTried] = order;
  if (slot === undefined) return { slot: null, reason: 'no-app', context, thenTried };
  return { slot, reason, context: { name: slot.entry.name, slot: slotName(slot), ...context }, thenTried };
}

/** Whether the bootloader goes by this copy: it is whole, and its app was not given up. */
export function isBootable({ state, crcValid }: OtaDataCopy): boolean {
  return crcValid && state !== 'invalid' && state !== 'aborted';
}

/** `factory`, `ota_1`, `test`. */
export function slotName({ role, number }: AppSlot): string {
  return number === null ? role : `ota_${number}`;
}
