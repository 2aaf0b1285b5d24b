import { useI18n } from 'vue-i18n';

/** Names and values of facts that two files do not share. */
export function useFactWords() {
  const i18n = useI18n();
  const { t, n } = i18n;

  /** `image.segments.0.sizeBytes` → `Image › Segment 1 › Size`. */
  function name(fact: string): string {
    return fact.split('.').reduce((words, part) => {
      if (/^\d+$/.test(part)) return `${words} ${Number(part) + 1}`;
      return words === '' ? word(part) : `${words} › ${word(part)}`;
    }, '');
  }

  /** What the station has no word for is better named by its code than not at all. */
  function word(part: string): string {
    const key = `images.fact.${part}`;
    return i18n.te(key) ? t(key) : part;
  }

  function value(fact: string, text: string): string {
    const last = fact.split('.').at(-1) ?? '';
    if (text === '') return t('images.compare.absent');
    if (!/^\d+$/.test(text)) return text;
    // In full: what differs in a few bytes must not look the same.
    return /bytes$/i.test(last) ? t('units.bytes', { n: n(Number(text)) }, Number(text)) : text;
  }

  return { name, value };
}
