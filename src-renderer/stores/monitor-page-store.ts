import { defineStore } from 'pinia';
import { ref } from 'vue';

export const monitorPanels = ['findings', 'plot'] as const;
export type MonitorPanel = (typeof monitorPanels)[number];

/** In rem. */
export const panelWidths = { min: 16, initial: 22, max: 44 } as const;

/** How the Monitor page is laid out, as long as Kiln is open. */
export const useMonitorPageStore = defineStore('monitor-page', () => {
  const panel = ref<MonitorPanel>('findings');
  /** Null until the page has looked at how wide it is. */
  const isPanelOpen = ref<boolean | null>(null);
  const panelWidthRem = ref<number>(panelWidths.initial);
  /** Bytes instead of lines. */
  const showsBytes = ref(false);

  function resizePanel(widthRem: number): void {
    panelWidthRem.value = Math.min(panelWidths.max, Math.max(panelWidths.min, widthRem));
  }

  return { panel, isPanelOpen, panelWidthRem, showsBytes, resizePanel };
});
