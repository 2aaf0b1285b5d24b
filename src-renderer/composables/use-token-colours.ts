import { onBeforeUnmount, ref, watch, type Ref } from 'vue';
import { useSettingsStore } from '../stores/settings-store';

/**
 * Colours of tokens.css for what draws by itself, as `rgb(…)`. `element` lends its place in the page: `light-dark()` is worked out
 * there. `theme` changes after the page has another theme: who read colours reads them again then.
 */
export function useTokenColours(element: Readonly<Ref<HTMLElement | null>>): {
  readonly theme: Readonly<Ref<string>>;
  readonly colourOf: (token: string) => string;
} {
  const settings = useSettingsStore();
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const now = (): string => `${settings.settings.theme} ${system.matches ? 'dark' : 'light'}`;
  const theme = ref(now());
  const follow = (): void => {
    theme.value = now();
  };

  system.addEventListener('change', follow);
  onBeforeUnmount(() => {
    system.removeEventListener('change', follow);
  });
  watch(() => settings.settings.theme, follow, { flush: 'post' });

  function colourOf(token: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    (element.value ?? document.body).append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  return { theme, colourOf };
}
