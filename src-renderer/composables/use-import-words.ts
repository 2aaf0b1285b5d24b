import { useI18n } from 'vue-i18n';
import type { ImportNotice } from '../../src-shared/model/firmware';
import { useChipsStore } from '../stores/chips-store';
import { useLayoutStore, type LayoutRow } from '../stores/layout-store';
import { useFormat } from './use-format';

/** Words for what an import says, and for where a row came from. */
export function useImportWords() {
  const { t } = useI18n();
  const format = useFormat();
  const chips = useChipsStore();
  const layout = useLayoutStore();

  function notice({ code, context }: ImportNotice): string {
    const { size, chip } = context;
    return t(`importNotices.${code}`, {
      ...context,
      ...(typeof size === 'number' ? { size: format.size(size) } : {}),
      ...(typeof chip === 'string' ? { chip: chips.chips.find(({ id }) => id === chip)?.name ?? chip } : {}),
    });
  }

  /** Empty where the heading of the layout or of the group says it already. */
  function origin({ origin }: LayoutRow): string {
    if (origin === null || origin.how === 'merged' || origin.name === layout.source?.from) return '';
    return t(`origins.${origin.how}`, { name: origin.name });
  }

  return { notice, origin };
}
