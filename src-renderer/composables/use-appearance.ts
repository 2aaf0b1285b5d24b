import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { isLocale } from '../locales/i18n';
import { useSettingsStore } from '../stores/settings-store';

/** Puts the chosen theme and language on the page. Without `data-theme` the page follows the system by itself. */
export function useAppearance(): void {
  const settings = useSettingsStore();
  const { locale } = useI18n();
  watchEffect(() => {
    const { theme, locale: wanted } = settings.settings;
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    locale.value = isLocale(wanted) ? wanted : 'en';
    root.lang = locale.value;
  });
}
