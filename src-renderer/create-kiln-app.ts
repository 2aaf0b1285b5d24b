import { createPinia } from 'pinia';
import { createApp, type App } from 'vue';
import { stationKey, type Station } from './api/station-client';
import KilnApp from './App.vue';
import { createWords } from './locales/i18n';

/** The application on a station, not mounted yet. */
export function createKilnApp(station: Station): App {
  return createApp(KilnApp)
    .provide(stationKey, station)
    .use(createPinia())
    .use(createWords(navigator.language.split('-')[0] ?? 'en'));
}
