import { useI18n } from 'vue-i18n';
import type { MonitorLine } from '../../src-shared/model/monitor';
import { useFormat } from './use-format';

/** What happened to the port, and when, in the words of the locale. */
export function useMarkWords(): (line: MonitorLine) => string {
  const { t } = useI18n();
  const format = useFormat();

  return ({ mark, atMs }) => {
    if (!mark) return format.time(atMs);
    return t('monitor.marks.at', { what: whatOf(mark), time: format.time(atMs) });
  };

  function whatOf(mark: NonNullable<MonitorLine['mark']>): string {
    switch (mark.type) {
      case 'opened':
      case 'baud':
        return t(`monitor.marks.${mark.type}`, { baud: format.baud(mark.baud) });
      case 'back':
        return t('monitor.marks.back', { duration: format.duration(mark.awayMs) });
      case 'lent':
        return mark.title === ''
          ? t('monitor.marks.lentUntitled')
          : t('monitor.marks.lent', { title: mark.title });
      case 'reset':
        return t(`monitor.marks.reset-${mark.into}`);
      default:
        return t(`monitor.marks.${mark.type}`);
    }
  }
}
