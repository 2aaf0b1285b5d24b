import type { ImportedFirmware } from '../../src-shared/model/firmware';
import type { Settings } from '../../src-shared/model/settings';

/** What a layout may bring along of the station's settings. */
export type TakenSettings = Partial<Pick<Settings, 'baud' | 'flashMode' | 'flashFrequency' | 'flashSize'>>;

/**
 * The settings that an import asks for. A saved layout has all of them; a command overrules the images only where it says
 * something else than they do; build folders say what their images say.
 */
export function settingsOf(imported: ImportedFirmware): TakenSettings {
  const { format, baud, flashMode, flashFrequency, flashSize } = imported;
  const rate: TakenSettings = baud === null ? {} : { baud };
  if (format === 'layout')
    return {
      ...rate,
      flashMode: flashMode ?? 'keep',
      flashFrequency: flashFrequency ?? 'keep',
      flashSize: flashSize ?? 'detect',
    };
  if (format !== 'command-line') return rate;
  const image =
    imported.items.find((item) => item.kind === 'bootloader')?.image ??
    imported.items.find((item) => item.image !== null)?.image;
  return {
    ...rate,
    ...(flashMode !== null && flashMode !== image?.flashMode ? { flashMode } : {}),
    ...(flashFrequency !== null && flashFrequency !== image?.flashFrequency ? { flashFrequency } : {}),
    ...(flashSize !== null && flashSize !== image?.flashSize ? { flashSize } : {}),
  };
}

/** The change that takes `taken` back, where the user has not chosen anything else meanwhile. */
export function withoutTaken(now: Settings, taken: TakenSettings, before: TakenSettings): TakenSettings {
  return {
    ...backTo('baud', now, taken, before),
    ...backTo('flashMode', now, taken, before),
    ...backTo('flashFrequency', now, taken, before),
    ...backTo('flashSize', now, taken, before),
  };
}

function backTo(
  name: keyof TakenSettings,
  now: Settings,
  taken: TakenSettings,
  before: TakenSettings,
): TakenSettings {
  return taken[name] !== undefined && now[name] === taken[name] && before[name] !== undefined
    ? { [name]: before[name] }
    : {};
}
