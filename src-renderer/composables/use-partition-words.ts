import { otaSlotOf } from '../../src-shared/partitions/app-slots';
import { useI18n } from 'vue-i18n';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import type { FlashPiece } from '../model/board/flash-pieces';
import { partitionKind } from '../model/board/partition-kind';
import { formatOffset } from '../model/format/offset-text';
import { useFormat } from './use-format';

/** What lies where in a board's flash, in words and colours. */
export function usePartitionWords() {
  const { t, n } = useI18n();
  const format = useFormat();

  /** `Settings (NVS)`, `Application, slot 1`. */
  function kind(entry: PartitionEntry): string {
    const code = partitionKind(entry);
    return t(`partitionKinds.${code}`, {
      slot: n(otaSlotOf(entry) ?? 0),
      type: formatOffset(entry.type),
      subtype: formatOffset(entry.subtype),
    });
  }

  function piece({ kind: pieceKind, partition, start, end }: FlashPiece): string {
    const place = { start: formatOffset(start), end: formatOffset(end), size: format.size(end - start) };
    if (partition) return t('map.partition', { name: partition.name, ...place });
    return t(`partitions.pieces.${pieceKind}`, place);
  }

  function colour({ kind: pieceKind, partition }: Pick<FlashPiece, 'kind' | 'partition'>): string {
    if (partition) return partition.type === 0 ? 'var(--kind-app)' : 'var(--kind-data)';
    return {
      boot: 'var(--kind-boot)',
      table: 'var(--kind-table)',
      free: 'transparent',
      partition: 'transparent',
    }[pieceKind];
  }

  /** `encrypted`, `read only`; empty for most. */
  function flags({ encrypted, readOnly }: PartitionEntry): string {
    return [encrypted ? t('partitions.encrypted') : '', readOnly ? t('partitions.readOnly') : '']
      .filter((flag) => flag !== '')
      .join(' · ');
  }

  return { kind, piece, colour, flags };
}
