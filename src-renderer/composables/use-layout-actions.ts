import { formatEsptoolCommand } from '../../src-shared/command-line/format-esptool-command';
import type { LayoutToSave } from '../../src-shared/model/firmware';
import { useStation } from '../api/station-client';
import { useAppStore } from '../stores/app-store';
import { useLayoutStore } from '../stores/layout-store';
import { useOptionsStore } from '../stores/options-store';
import { usePlanStore } from '../stores/plan-store';
import { usePortsStore } from '../stores/ports-store';
import { useSettingsStore } from '../stores/settings-store';
import { useToastsStore } from '../stores/toasts-store';
import { useOfferedFile } from './use-offered-file';

/** What can be done with the layout as a whole, besides flashing it. */
export function useLayoutActions() {
  const { client } = useStation();
  const app = useAppStore();
  const layout = useLayoutStore();
  const options = useOptionsStore();
  const plan = usePlanStore();
  const ports = usePortsStore();
  const settings = useSettingsStore();
  const toasts = useToastsStore();
  const offered = useOfferedFile();

  function toSave(): LayoutToSave {
    const { flashMode, flashFrequency, flashSize, baud } = settings.settings;
    return {
      title: layout.source?.title ?? '',
      chip: plan.chip?.id ?? null,
      flashMode,
      flashFrequency,
      flashSize,
      baud,
      eraseAll: options.eraseAll,
      items: layout.items.map(({ file, name, offset, include, note }) => ({
        file,
        name,
        offset,
        include,
        note,
      })),
    };
  }

  async function save(): Promise<void> {
    const request = toSave();
    await offered.take(() => client.request('layout:save', request), `${request.title || 'layout'}.kiln`);
  }

  function toCommand(): string {
    const { flashMode, flashFrequency, flashSize, baud } = settings.settings;
    const { selected } = ports;
    return formatEsptoolCommand(
      {
        chip: plan.chip?.id ?? null,
        // Only Kiln can reach a simulated board.
        port: selected === null || selected.kind === 'simulated' ? null : selected.id,
        baud,
        useStub: options.useStub,
        compress: options.compress,
        flashMode: flashMode === 'keep' ? null : flashMode,
        flashFrequency: flashFrequency === 'keep' ? null : flashFrequency,
        flashSize: flashSize === 'keep' ? null : flashSize,
        eraseAll: options.eraseAll,
        files: layout.included.flatMap(({ name, offset }) =>
          offset === null ? [] : [{ offset, path: name }],
        ),
      },
      app.info?.platform === 'win32' ? 'windows' : 'posix',
    );
  }

  async function copyCommand(): Promise<void> {
    await navigator.clipboard.writeText(toCommand());
    const hasParts = layout.included.some(({ origin }) => origin !== null);
    toasts.show({ kind: hasParts ? 'command-copied-with-parts' : 'copied' });
  }

  return { save, copyCommand };
}
