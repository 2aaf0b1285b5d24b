import { createI18n } from 'vue-i18n';
import base from './en.json';
import findings from './en-findings.json';
import images from './en-images.json';
import importing from './en-import.json';
import monitor from './en-monitor.json';
import partitions from './en-partitions.json';

/** One object; the files are as many as there are fields of work. Their top-level names differ. */
export const en = { ...base, ...importing, ...images, ...partitions, ...monitor, ...findings };

/** Locales that the station has words for; the first is what the others fall back to. */
export const locales = ['en'] as const;
export type Locale = (typeof locales)[number];

/** The words, and how numbers and times are written. */
export function createWords(locale: string) {
  return createI18n({
    legacy: false,
    locale: isLocale(locale) ? locale : 'en',
    fallbackLocale: 'en',
    messages: { en },
    datetimeFormats: {
      en: {
        moment: { dateStyle: 'medium', timeStyle: 'medium', hour12: false },
        day: { dateStyle: 'medium', timeStyle: 'short', hour12: false },
        brief: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
        preciseTime: {
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          fractionalSecondDigits: 3,
          hour12: false,
        },
        time: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
      },
    },
  });
}

export function isLocale(locale: string): locale is Locale {
  return locales.some((known) => known === locale);
}
