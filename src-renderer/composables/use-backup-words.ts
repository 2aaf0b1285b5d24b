import { useI18n } from 'vue-i18n';
import type { BackupInfo } from '../../src-shared/model/backup';
import { isWholeFlash } from '../model/board/backup-facts';
import { formatOffset } from '../model/format/offset-text';

/** What a backup is called: a partition's name, all of the flash, or where it lies. */
export function useBackupWords() {
  const { t } = useI18n();

  function name(backup: BackupInfo): string {
    const { label, mac, fileName, offset, sizeBytes } = backup;
    if (label !== '') return label;
    // From a file: its own name is all that is known of it.
    if (mac === null) return fileName;
    if (isWholeFlash(backup)) return t('backups.wholeFlash');
    return t('backups.range', { start: formatOffset(offset), end: formatOffset(offset + sizeBytes) });
  }

  return { name };
}
