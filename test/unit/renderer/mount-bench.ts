import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { h, type Component } from 'vue';
import { stationKey } from '../../../src-renderer/api/station-client';
import { createWords } from '../../../src-renderer/locales/i18n';
import { StationDouble, type Handlers } from '../../support/station-double';

/** A component with everything that the application gives it, on a station in memory. */
export function mountWithStation(
  component: Component,
  props: Record<string, unknown> = {},
  scripted: Partial<Handlers> = {},
): { readonly wrapper: VueWrapper; readonly station: StationDouble } {
  const station = new StationDouble(scripted);
  const pinia = createPinia();
  setActivePinia(pinia);
  const connection = { state: 'ready' as const, onState: () => () => undefined };
  const files = {
    fromDrop: () => Promise.resolve([]),
    fromInput: () => Promise.resolve([]),
    choose: null,
  };
  const wrapper = mount(
    { render: () => h(TooltipProvider, null, { default: () => h(component, props) }) },
    {
      global: {
        plugins: [pinia, createWords('en')],
        provide: { [stationKey]: { client: station, connection, files } },
      },
    },
  );
  return { wrapper, station };
}
