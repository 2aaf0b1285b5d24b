import { useI18n } from 'vue-i18n';
import type { JobKind, JobOutput, JobRecord } from '../../src-shared/model/job';
import { durationMs, sumSegments, verdictOf } from '../stores/job-view';
import { useCauseWords } from './use-cause-words';
import { useFormat } from './use-format';
import { useWords } from './use-words';

export interface ResultWords {
  /** What happened. */
  readonly text: string;
  /** What to do, or what it means; empty where nothing is to be said. */
  readonly help: string;
}

type Output<T extends JobOutput['type']> = Extract<JobOutput, { type: T }>;

/** Jobs that leave the flash as it was, whenever they are stopped. */
const harmlessKinds: ReadonlySet<JobKind> = new Set<JobKind>([
  'identify',
  'verify',
  'partitions',
  'read-memory',
  'diagnose',
]);

/** How a finished job ended, in words. */
export function useResultWords(): (record: JobRecord) => ResultWords {
  const { t, n } = useI18n();
  const format = useFormat();
  const words = useWords();
  const causes = useCauseWords();

  const only = (text: string): ResultWords => ({ text, help: '' });

  function success(record: JobRecord): ResultWords {
    const time = format.duration(durationMs(record) ?? 0);
    const output = record.result?.output ?? null;
    if (output !== null) return brought(record, output, time);
    switch (record.kind) {
      case 'erase':
        return erased(record, time);
      case 'identify':
        return only(t('result.identifyText', { time }));
      case 'write-memory':
        return only(t('result.memoryWritten', { address: record.title }));
      default:
        return written(record, time);
    }
  }

  function erased(record: JobRecord, time: string): ResultWords {
    const compared = verdictOf(record) === 'pass';
    const name = record.title;
    if (name === '') return only(t(compared ? 'result.eraseCompared' : 'result.eraseText', { time }));
    return only(t(compared ? 'result.erasePartCompared' : 'result.erasePartText', { name, time }));
  }

  function written(record: JobRecord, time: string): ResultWords {
    const sums = sumSegments(record.result?.segments ?? []);
    const size = format.size(sums.totalBytes);
    if (verdictOf(record) === 'not-compared')
      return { text: t('result.notComparedText', { size, time }), help: t('result.notComparedHelp') };
    if (sums.unchangedBytes === 0) return only(t('result.passText', { size, time }));
    if (sums.unchangedBytes === sums.totalBytes) return only(t('result.passUnchanged', { size, time }));
    return only(t('result.passPartly', { size, time, unchanged: format.size(sums.unchangedBytes) }));
  }

  function brought(record: JobRecord, output: JobOutput, time: string): ResultWords {
    switch (output.type) {
      case 'backup':
        return backedUp(record, output, time);
      case 'partitions':
        return only(t('result.partitionsText', { n: n(output.entries.length), time }, output.entries.length));
      case 'memory':
        return only(t('result.memoryText', { bytes: format.size(output.hex.length / 2), time }));
      case 'comparison':
        return compared(output, time);
      case 'diagnosis':
        return only(causes.cause(output.diagnosis).title);
    }
  }

  function backedUp(record: JobRecord, { backup }: Output<'backup'>, time: string): ResultWords {
    const isCompared = verdictOf(record) === 'pass';
    return {
      text: t(isCompared ? 'result.backupCompared' : 'result.backupText', {
        size: format.size(backup.sizeBytes),
        time,
      }),
      help: t(isCompared ? 'result.backupKept' : 'result.backupNotCompared', { name: backup.fileName }),
    };
  }

  function compared({ segments }: Output<'comparison'>, time: string): ResultWords {
    const different = segments.filter(({ same }) => !same);
    if (different.length === 0)
      return only(t('result.same', { names: segments.map(({ name }) => name).join(', '), time }));
    const bytes = different.reduce((sum, { differingBytes }) => sum + differingBytes, 0);
    return {
      text: t(
        'result.differs',
        { names: different.map(({ name }) => name).join(', '), bytes: n(bytes) },
        bytes,
      ),
      help: t('result.differsHelp'),
    };
  }

  function unfinished({ kind, state }: JobRecord): ResultWords {
    const text = t(state === 'interrupted' ? 'result.interruptedText' : 'result.stoppedText');
    if (kind === 'read') return { text, help: t('result.readKept') };
    return { text, help: t(harmlessKinds.has(kind) ? 'result.nothingChanged' : 'result.mayNotBoot') };
  }

  return (record) => {
    if (record.state === 'succeeded') return success(record);
    if (record.error && record.state === 'failed') {
      const { message, help } = words.error(record.error);
      return { text: message, help };
    }
    return unfinished(record);
  };
}
