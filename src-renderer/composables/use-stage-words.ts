import { useI18n } from 'vue-i18n';
import type { JobView } from '../stores/job-view';

/** What a job does just now: `Writing greenhouse.bin`. */
export function useStageWords(): (job: JobView) => string {
  const { t } = useI18n();
  return ({ record, progress, rows }) => {
    if (record.state === 'queued') return t('stageActions.queued');
    const { stage, segment } = progress;
    if (stage === null) return t('stageActions.connect');
    if (record.kind === 'read' && stage === 'read')
      return record.title === ''
        ? t('stageActions.backUp')
        : t('stageActions.readPart', { name: record.title });
    const name = segment === null ? undefined : rows[segment]?.name;
    if (name !== undefined && (stage === 'write' || stage === 'verify'))
      return t(`stageActions.${stage}File`, { name });
    return t(`stageActions.${stage}`);
  };
}
