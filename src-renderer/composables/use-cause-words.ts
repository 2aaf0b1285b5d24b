import { useI18n } from 'vue-i18n';
import { causeTexts, evidenceTexts, type CauseText } from '../../src-shared/doctor/cause-texts';
import { fillText, type ErrorContext } from '../../src-shared/errors/app-error';
import type { Cause, Diagnosis, Evidence } from '../../src-shared/model/diagnosis';

/** Words for what the doctor found. The locale's own text where it has one; English lives beside the codes. */
export function useCauseWords() {
  const i18n = useI18n();
  const { t } = i18n;

  function stepsOf(code: Cause, context: ErrorContext): readonly string[] {
    const translated: unknown = i18n.tm(`causes.${code}.steps`);
    if (Array.isArray(translated) && translated.length > 0)
      return translated.map((step: string) => i18n.rt(step, { ...context }));
    return causeTexts[code].steps.map((step) => fillText(step, context));
  }

  function cause({ cause: code, context }: Pick<Diagnosis, 'cause' | 'context'>): CauseText {
    const wordsFor = (part: 'title' | 'explanation'): string => {
      const key = `causes.${code}.${part}`;
      return i18n.te(key) ? t(key, { ...context }) : fillText(causeTexts[code][part], context);
    };
    return { title: wordsFor('title'), explanation: wordsFor('explanation'), steps: stepsOf(code, context) };
  }

  /** What there are no words for is shown as it came: better seen than lost. */
  function evidence({ code, context }: Evidence): string {
    const key = `evidence.${code}`;
    if (i18n.te(key)) return t(key, { ...context });
    const text = evidenceTexts[code];
    return text === undefined
      ? [code, ...Object.entries(context).map(([name, value]) => `${name} ${value}`)].join(' · ')
      : fillText(text, context);
  }

  return { cause, evidence };
}
