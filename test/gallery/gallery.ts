import { StationDouble } from '../support/station-double';
import { themes } from '../../src-shared/model/settings';
import { createKilnApp } from '../../src-renderer/create-kiln-app';
import { scenes } from './scenes';

/*
 * The application on a station in memory, in a state chosen by the address: `?state=running&theme=light`.
 * For people who work on Kiln; no part of the product.
 */
const wanted = new URLSearchParams(location.search);
const scene = scenes[wanted.get('state') ?? 'filled'] ?? scenes['filled'];
const theme = themes.find((known) => known === wanted.get('theme')) ?? 'system';

const station = new StationDouble(scene?.handlers);
station.settings = { ...station.settings, theme, ...scene?.settings };
station.ports = scene?.ports ?? [];
station.records = scene?.records ?? [];
station.backups = scene?.backups ?? [];

const app = createKilnApp({
  client: station,
  connection: { state: scene?.connection ?? 'ready', onState: () => () => undefined },
  files: {
    fromDrop: () => Promise.resolve([{ type: 'demo' }]),
    fromInput: () => Promise.resolve([{ type: 'demo' }]),
    choose: () => Promise.resolve([{ type: 'demo' }]),
  },
});
app.mount('#app');
void scene?.play?.(station).then(() => {
  document.documentElement.dataset['ready'] = 'true';
});
