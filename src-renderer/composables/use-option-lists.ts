import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { flashModes, type ChipSummary, type FlashMode } from '../../src-shared/model/chip';
import type { SelectOption } from '../model/select-option';
import { useFormat } from './use-format';

/** Usual rates, in baud. Any other that the settings hold is listed as well. */
const usualBauds = [74_880, 115_200, 230_400, 460_800, 921_600, 1_500_000, 2_000_000];

export interface ImageSettings {
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
}

export interface ListInputs {
  /** Null while no chip is known: nothing but `keep` and `detect` can be promised then. */
  readonly chip: ChipSummary | null;
  readonly image: ImageSettings;
  readonly detectedFlashSize: string | null;
  readonly chosen: {
    readonly baud: number;
    readonly flashMode: string;
    readonly flashFrequency: string;
    readonly flashSize: string;
  };
}

/** What can be chosen for a chip: `keep` and `detect` first, with the value that they stand for. */
export function useOptionLists(inputs: () => ListInputs) {
  const { t } = useI18n();
  const format = useFormat();

  function keep(value: string | null): SelectOption {
    return { value: 'keep', label: value ? t('options.keepValue', { value }) : t('options.keep') };
  }

  function withValues(
    first: readonly SelectOption[],
    values: readonly string[],
    chosen: string,
    label: (value: string) => string,
  ): readonly SelectOption[] {
    const options = [...first, ...values.map((value) => ({ value, label: label(value) }))];
    if (options.some((option) => option.value === chosen)) return options;
    // A choice remembered from another chip stays visible, and pre-flight speaks about it.
    const words = inputs().chip ? t('options.notOnChip', { value: label(chosen) }) : label(chosen);
    return [...options, { value: chosen, label: words }];
  }

  const bauds: ComputedRef<readonly SelectOption[]> = computed(() =>
    [...new Set([...usualBauds, inputs().chosen.baud])]
      .sort((a, b) => a - b)
      .map((baud) => ({ value: String(baud), label: format.baud(baud) })),
  );
  const modes = computed(() => {
    const { chip, image, chosen } = inputs();
    const known = flashModes.filter((mode) => chip?.flashModes.includes(mode));
    const upper = (mode: string): string => mode.toUpperCase();
    return withValues([keep(image.flashMode?.toUpperCase() ?? null)], known, chosen.flashMode, upper);
  });
  const frequencies = computed(() => {
    const { chip, image, chosen } = inputs();
    const same = (value: string): string => value;
    return withValues(
      [keep(image.flashFrequency)],
      chip?.flashFrequencies ?? [],
      chosen.flashFrequency,
      same,
    );
  });
  const sizes = computed(() => {
    const { chip, image, detectedFlashSize, chosen } = inputs();
    const detect = detectedFlashSize
      ? t('options.detectValue', { value: detectedFlashSize })
      : t('options.detect');
    return withValues(
      [{ value: 'detect', label: detect }, keep(image.flashSize)],
      chip?.flashSizes ?? [],
      chosen.flashSize,
      (value) => value,
    );
  });

  return { bauds, modes, frequencies, sizes };
}
