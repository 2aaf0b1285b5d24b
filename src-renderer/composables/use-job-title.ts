import { useI18n } from 'vue-i18n';
import type { JobRecord } from '../../src-shared/model/job';

/** What a job is called: firmware by its name, everything else by what was done, and with what. */
export function useJobTitle(): (record: Pick<JobRecord, 'kind' | 'title'>) => string {
  const { t } = useI18n();
  return ({ kind, title }) => {
    if (title === '') return t(`history.kind.${kind}`);
    return kind === 'flash' ? title : t('history.kindOf', { kind: t(`history.kind.${kind}`), title });
  };
}
