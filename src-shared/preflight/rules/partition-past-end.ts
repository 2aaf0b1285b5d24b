import { formatFlashSize } from '../../model/flash-size';
import { flashSizeOf } from '../flash-size';
import { endOf, hexOffset } from '../placed-item';
import { tableItem } from '../plan-partitions';
import type { Rule } from './rule';

/** The bootloader refuses a table with a partition that the flash does not reach. @source ESP-IDF, esp_partition_table_verify */
export const partitionPastEndOfFlash: Rule = (plan) => {
  const table = tableItem(plan);
  const flashEnd = flashSizeOf(plan);
  if (table === null || flashEnd === null) return [];
  const beyond = table.partitions.filter((entry) => endOf(entry) > flashEnd);
  const [first] = beyond;
  if (first === undefined) return [];
  const isMeasured = (plan.board?.flash?.sizeBytes ?? null) !== null;
  return [
    {
      code: 'partition-past-end-of-flash',
      severity: 'error',
      itemIds: [table.id],
      context: {
        name: table.name,
        partition: first.name,
        end: hexOffset(endOf(first)),
        flashSize: formatFlashSize(flashEnd),
      },
      fix: isMeasured ? null : { type: 'flash-size', flashSize: 'detect' },
    },
  ];
};
