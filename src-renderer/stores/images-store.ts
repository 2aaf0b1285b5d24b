import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ChipId } from '../../src-shared/model/chip';
import type { FileReport, ImageConversion } from '../../src-shared/model/file-report';
import { useStation } from '../api/station-client';
import { useFileReader } from '../composables/use-file-reader';
import { useOfferedFile } from '../composables/use-offered-file';
import { renamed } from '../model/images/renamed';
import type { PickSources } from './import-store';

export const imageTools = ['inspect', 'compare', 'merge', 'partitions'] as const;
export type ImageTool = (typeof imageTools)[number];

/** The file that is looked into, and what is made of it. */
export const useImagesStore = defineStore('images', () => {
  const { client } = useStation();
  const offeredFile = useOfferedFile();
  const { reading, read } = useFileReader();
  const tool = ref<ImageTool>('inspect');
  const report = shallowRef<FileReport | null>(null);
  /** The dialog that is open over the file. */
  const dialog = ref<'convert' | 'build-nvs' | null>(null);
  const saving = ref(false);

  async function inspect(pick: PickSources): Promise<void> {
    show(await read(pick));
  }

  /** Looks again, as into a file for this chip: for what does not tell by itself. */
  async function inspectAs(chip: ChipId): Promise<void> {
    const file = report.value?.file;
    if (file === undefined) return;
    show(await read(() => Promise.resolve([{ type: 'file', file }]), chip));
  }

  function show(next: FileReport | null): void {
    if (next === null) return;
    report.value = next;
    tool.value = 'inspect';
  }

  function close(): void {
    report.value = null;
    dialog.value = null;
  }

  async function convert(conversion: Omit<ImageConversion, 'file'>): Promise<void> {
    const shown = report.value;
    if (!shown) return;
    const name = renamed(shown.name, conversion.to);
    await save(() => client.request('image:convert', { ...conversion, file: shown.file }), name);
  }

  async function saveNvsAsCsv(): Promise<void> {
    const shown = report.value;
    if (!shown?.nvs) return;
    const request = {
      file: shown.file,
      to: 'csv',
      ...nvsShape(shown.nvs.sizeBytes, shown.nvs.version),
    } as const;
    await save(() => client.request('nvs:export', request), renamed(shown.name, 'csv'));
  }

  async function buildNvs(sizeBytes: number, version: 1 | 2): Promise<void> {
    const shown = report.value;
    if (!shown) return;
    const request = { file: shown.file, to: 'bin', sizeBytes, version } as const;
    await save(() => client.request('nvs:export', request), renamed(shown.name, 'bin'));
  }

  async function save(ask: Parameters<typeof offeredFile.take>[0], fileName: string): Promise<void> {
    saving.value = true;
    const isSaved = await offeredFile.take(ask, fileName);
    saving.value = false;
    if (isSaved) dialog.value = null;
  }

  return {
    tool,
    report,
    reading,
    dialog,
    saving,
    inspect,
    inspectAs,
    show,
    close,
    convert,
    saveNvsAsCsv,
    buildNvs,
  };
});

/** For writing CSV neither counts, but the request names both. */
function nvsShape(sizeBytes: number, version: 1 | 2 | null): { sizeBytes: number; version: 1 | 2 } {
  const pageBytes = 0x1000;
  return {
    sizeBytes: Math.max(pageBytes, Math.floor(sizeBytes / pageBytes) * pageBytes),
    version: version ?? 2,
  };
}
