import { useI18n } from 'vue-i18n';
import { fillText, type ErrorContext } from '../../src-shared/errors/app-error';
import { errorTexts, type ErrorCode } from '../../src-shared/errors/error-texts';
import type { Finding, FindingFix } from '../../src-shared/preflight/finding';
import { formatOffset } from '../model/format/offset-text';
import { useFormat } from './use-format';
import type { Notice } from '../model/progress/job-progress';

interface CodedError {
  readonly code: ErrorCode;
  readonly context: ErrorContext;
}

export interface ErrorWords {
  readonly message: string;
  readonly help: string;
}

/** Words for what the station says in codes. */
export function useWords() {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();

  /** The locale's own text where it has one; English lives beside the codes. */
  function error({ code, context }: CodedError): ErrorWords {
    const wordsFor = (part: 'message' | 'help'): string => {
      const key = `errors.${code}.${part}`;
      return i18n.te(key) ? t(key, { ...context }) : fillText(errorTexts[code][part], context);
    };
    return { message: wordsFor('message'), help: wordsFor('help') };
  }

  function finding({ code, context }: Finding): { readonly title: string; readonly text: string } {
    const values = inWords(context);
    return {
      title: t(`findings.${code}.title`, values),
      text: t(`findings.${code}.text`, values),
    };
  }

  /** Bytes as sizes, and the names of settings and of a table's problems in the locale's words. */
  function inWords(context: ErrorContext): Record<string, string | number> {
    return Object.fromEntries(
      Object.entries(context).map(([name, value]) => {
        if (typeof value === 'number' && /size$/i.test(name)) return [name, format.size(value)];
        const key = wordOf(name, value);
        return [name, key !== null && i18n.te(key) ? t(key, { ...context }) : value];
      }),
    );
  }

  function wordOf(name: string, value: string | number): string | null {
    if (name === 'setting') return `findings.setting.${value}`;
    return name === 'problem' ? `partitionProblems.${value}` : null;
  }

  function fix(fix: FindingFix): string {
    switch (fix.type) {
      case 'move':
        return t('findings.fix.move', { offset: formatOffset(fix.offset) });
      case 'exclude':
        return t('findings.fix.exclude');
      case 'flash-size':
        return t('findings.fix.flash-size', { size: fix.flashSize });
      case 'flash-frequency':
        return t('findings.fix.flash-frequency', { frequency: fix.flashFrequency });
      case 'keep-flash':
        return t('findings.fix.keep-flash');
      case 'keep-settings':
        return t('findings.fix.keep-settings');
    }
  }

  function notice({ code, context }: Notice): string {
    // Where it goes on is a number of bytes.
    const { from } = context;
    return t(
      `notices.${code}`,
      typeof from === 'number' ? { ...context, from: format.size(from) } : { ...context },
    );
  }

  return { error, finding, fix, notice };
}
