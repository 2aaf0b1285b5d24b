import { useI18n } from 'vue-i18n';
import type { JobRecord } from '../../src-shared/model/job';
import { durationMs, sumSegments, verdictOf } from '../stores/job-view';
import { useFormat } from './use-format';
import { useWords } from './use-words';

export interface ResultWords {
  /** What happened. */
  readonly text: string;
  /** What to do, or what it means; empty where nothing is to be said. */
  readonly help: string;
}

/** How a finished job ended, in words. */
export function useResultWords(): (record: JobRecord) => ResultWords {
  const { t } = useI18n();
  const format = useFormat();
  const words = useWords();

  function success(record: JobRecord): ResultWords {
    const time = format.duration(durationMs(record) ?? 0);
    if (record.kind === 'erase') return { text: t('result.eraseText', { time }), help: '' };
    if (record.kind === 'identify') return { text: t('result.identifyText', { time }), help: '' };
    const sums = sumSegments(record.result?.segments ?? []);
    const size = format.size(sums.totalBytes);
    if (verdictOf(record) === 'not-compared')
      return { text: t('result.notComparedText', { size, time }), help: t('result.notComparedHelp') };
    if (sums.unchangedBytes === 0) return { text: t('result.passText', { size, time }), help: '' };
    if (sums.unchangedBytes === sums.totalBytes)
      return { text: t('result.passUnchanged', { size, time }), help: '' };
    const unchanged = format.size(sums.unchangedBytes);
    return { text: t('result.passPartly', { size, time, unchanged }), help: '' };
  }

  return (record) => {
    if (record.state === 'succeeded') return success(record);
    if (record.error && record.state === 'failed') {
      const { message, help } = words.error(record.error);
      return { text: message, help };
    }
    const key = record.state === 'interrupted' ? 'result.interruptedText' : 'result.stoppedText';
    return { text: t(key), help: '' };
  };
}
