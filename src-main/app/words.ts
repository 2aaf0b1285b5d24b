import en from './locales/en.json';

/** What the application itself says outside its page: menus and system dialogs. */
export type Words = typeof en;

const locales: Readonly<Record<string, Words>> = { en };

/** The words for a BCP 47 tag: of the language where there is no region of its own, English where there is neither. */
export function wordsFor(locale: string): Words {
  return locales[locale] ?? locales[locale.split('-')[0] ?? ''] ?? en;
}
