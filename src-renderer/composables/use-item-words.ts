import { useI18n } from 'vue-i18n';
import type { FirmwareKind } from '../../src-shared/model/firmware';
import type { LayoutItem } from '../../src-shared/preflight/check-plan';
import { useChipsStore } from '../stores/chips-store';

/** Design token of each kind's colour. */
export const kindColours: Readonly<Record<FirmwareKind, string>> = {
  bootloader: 'var(--kind-boot)',
  'partition-table': 'var(--kind-table)',
  app: 'var(--kind-app)',
  'ota-data': 'var(--kind-data)',
  nvs: 'var(--kind-data)',
  merged: 'var(--kind-merged)',
  data: 'var(--kind-data)',
  empty: 'var(--mark-line)',
};

/** What a file is, in words. */
export function useItemWords() {
  const { t } = useI18n();
  const chips = useChipsStore();

  /** `Bootloader, ESP32-C3`. */
  function kind({ kind, image }: LayoutItem): string {
    const chip = image?.chip;
    return chip ? `${t(`kinds.${kind}`)}, ${chips.nameOf(chip)}` : t(`kinds.${kind}`);
  }

  /** `DIO · 80m · 4MB`, or the app's name and version, or how many partitions. */
  function details({ kind, image, partitions }: LayoutItem): string {
    const parts: (string | null | undefined)[] = [];
    if (image?.app) parts.push(image.app.projectName, image.app.version);
    else if (image) parts.push(image.flashMode?.toUpperCase(), image.flashFrequency, image.flashSize);
    if (partitions && kind === 'partition-table')
      parts.push(t('kindDetails.partitions', { n: partitions.length }, partitions.length));
    if (image && !image.checksumValid) parts.push(t('kindDetails.checksumBad'));
    else if (image?.digestValid === false) parts.push(t('kindDetails.digestBad'));
    return parts.filter((part) => part !== null && part !== undefined && part !== '').join(' · ');
  }

  return { kind, details };
}
