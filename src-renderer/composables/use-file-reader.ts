import { ref } from 'vue';
import type { ChipId } from '../../src-shared/model/chip';
import type { FileReport } from '../../src-shared/model/file-report';
import { useStation } from '../api/station-client';
import type { PickSources } from '../stores/import-store';
import { useToastsStore } from '../stores/toasts-store';

/** Looks into one file at a time; what went wrong is said in a message. */
export function useFileReader() {
  const { client } = useStation();
  const toasts = useToastsStore();
  const reading = ref(false);
  /** Who asked last: an older file that comes late is not wanted any more. */
  let latest = 0;

  /** Null: nothing was chosen, it could not be read, or another was asked for meanwhile. */
  async function read(pick: PickSources, chip: ChipId | null = null): Promise<FileReport | null> {
    const ticket = ++latest;
    try {
      const sources = await pick();
      if (sources === null || ticket !== latest) return null;
      const [source] = sources;
      if (!source || sources.length > 1) {
        toasts.show({ kind: source ? 'one-file-only' : 'nothing-usable' });
        return null;
      }
      reading.value = true;
      const report = await client.request('image:inspect', { source, chip });
      return ticket === latest ? report : null;
    } catch (error) {
      if (ticket === latest) toasts.showError(error);
      return null;
    } finally {
      if (ticket === latest) reading.value = false;
    }
  }

  return { reading, read };
}
