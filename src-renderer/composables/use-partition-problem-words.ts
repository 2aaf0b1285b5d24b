import { useI18n } from 'vue-i18n';
import type { PartitionProblem } from '../../src-shared/model/partition-table';
import { formatOffset } from '../model/format/offset-text';

/** What is wrong in a partition table, in words. */
export function usePartitionProblemWords() {
  const { t } = useI18n();

  function problem({ code, context }: PartitionProblem): string {
    const { end } = context;
    return t(`partitionProblems.${code}`, {
      ...context,
      ...(typeof end === 'number' ? { end: formatOffset(end) } : {}),
    });
  }

  return { problem };
}
