import type { ChipId } from '../../src-shared/model/chip';
import type { FilePart, FileReport } from '../../src-shared/model/file-report';
import { useAppStore } from '../stores/app-store';
import { useBoardStore } from '../stores/board-store';
import { useImportStore } from '../stores/import-store';
import { useLayoutStore } from '../stores/layout-store';
import { usePortsStore } from '../stores/ports-store';
import { useToastsStore } from '../stores/toasts-store';

/** Takes a file that was looked into to the Flash page. */
export function useReportInLayout() {
  const app = useAppStore();
  const layout = useLayoutStore();
  const board = useBoardStore();
  const imports = useImportStore();
  const ports = usePortsStore();
  const toasts = useToastsStore();

  const chipOf = ({ chip }: FileReport): ChipId | null =>
    chip ?? board.current?.chip ?? ports.selected?.chip ?? null;

  async function useAll(report: FileReport): Promise<void> {
    app.page = 'flash';
    await layout.importFirmware(() => Promise.resolve([{ type: 'file', file: report.file }]), chipOf(report));
  }

  /** One part of a whole flash image, at the place that it has there. */
  async function useOnly(report: FileReport, part: FilePart): Promise<void> {
    try {
      const item = await findPart(report, part);
      if (!item) {
        toasts.show({ kind: 'nothing-usable' });
        return;
      }
      app.page = 'flash';
      await layout.importFirmware(() => Promise.resolve([{ type: 'file', file: item.file }]), chipOf(report));
      const row = layout.items.findLast(({ sha256 }) => sha256 === item.sha256);
      if (row && row.offset !== part.address) layout.setOffset(row.id, part.address);
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** The station takes whole flash images apart when it imports them. */
  async function findPart(report: FileReport, { address }: FilePart) {
    const firmware = await imports.run({
      sources: [{ type: 'file', file: report.file }],
      chip: chipOf(report),
      merged: 'split',
    });
    return firmware?.items.find(({ offset }) => offset === address);
  }

  return { useAll, useOnly };
}
