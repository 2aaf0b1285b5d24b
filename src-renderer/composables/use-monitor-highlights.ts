import { computed, type ComputedRef } from 'vue';
import type { HighlightColour } from '../../src-shared/model/monitor';
import { compileQuery, type CompiledQuery } from '../../src-shared/monitor/text-query';
import { useMonitorSettingsStore } from '../stores/monitor-settings-store';

export interface CompiledHighlight {
  readonly query: CompiledQuery;
  readonly colour: HighlightColour;
}

/** The rules by which text is shown in colour; one that cannot be read colours nothing: its own editor says so. */
export function useMonitorHighlights(): ComputedRef<readonly CompiledHighlight[]> {
  const remembered = useMonitorSettingsStore();
  // Apart from the other settings: these are compiled anew only when they change.
  const rules = computed(() => remembered.settings.highlights);
  return computed(() =>
    rules.value.flatMap(({ query, colour }) => {
      if (query.text === '') return [];
      try {
        return [{ query: compileQuery(query), colour }];
      } catch {
        return [];
      }
    }),
  );
}
