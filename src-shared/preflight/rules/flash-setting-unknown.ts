import type { Finding, FindingFix } from '../finding';
import type { Rule } from './rule';

/** Mode, frequency and size that this chip has no header code for. */
export const flashSettingUnknown: Rule = (plan) => {
  const { chip } = plan;
  if (chip === null) return [];
  const check = (
    setting: string,
    value: string,
    choices: readonly string[],
    fix: FindingFix | null,
  ): readonly Finding[] =>
    choices.includes(value)
      ? []
      : [
          {
            code: 'flash-setting-unknown',
            severity: 'error',
            itemIds: [],
            context: { chip: chip.name, setting, value, choices: choices.join(', ') },
            fix,
          },
        ];
  return [
    ...(plan.flashMode === 'keep' ? [] : check('mode', plan.flashMode, chip.flashModes, null)),
    ...(plan.flashFrequency === 'keep'
      ? []
      : check('frequency', plan.flashFrequency, chip.flashFrequencies, {
          type: 'flash-frequency',
          flashFrequency: 'keep',
        })),
    ...(plan.flashSize === 'keep' || plan.flashSize === 'detect'
      ? []
      : check('size', plan.flashSize, chip.flashSizes, { type: 'flash-size', flashSize: 'detect' })),
  ];
};
