import { createPinia, setActivePinia } from 'pinia';
import { createApp } from 'vue';
import { stationKey } from '../../../src-renderer/api/station-client';
import { StationDouble, type Handlers } from '../../support/station-double';

/** Stores on a station in memory, as in the application but without a page. */
export function storeBench(scripted: Partial<Handlers> = {}): StationDouble {
  const station = new StationDouble(scripted);
  const app = createApp({});
  const pinia = createPinia();
  app.use(pinia);
  app.provide(stationKey, {
    client: station,
    connection: { state: 'ready', onState: () => () => undefined },
    files: {
      fromDrop: () => Promise.resolve([]),
      fromInput: () => Promise.resolve([]),
      choose: null,
    },
  });
  setActivePinia(pinia);
  return station;
}
