import { inject, provide, type InjectionKey } from 'vue';
import { useStation } from '../api/station-client';
import { useBoardStore } from '../stores/board-store';
import { useLayoutStore } from '../stores/layout-store';
import { usePortsStore } from '../stores/ports-store';

/** The ways in which firmware comes in. */
export interface FirmwarePicker {
  choose(what: 'files' | 'folder'): void;
  take(files: readonly File[]): void;
  drop(transfer: DataTransfer): void;
  loadDemo(): void;
}

const pickerKey: InjectionKey<FirmwarePicker> = Symbol('firmware picker');

/** `openInput` opens the page's own file input, for hosts without a dialog. */
export function provideFirmwarePicker(openInput: (what: 'files' | 'folder') => void): FirmwarePicker {
  const { files } = useStation();
  const layout = useLayoutStore();
  const board = useBoardStore();
  const ports = usePortsStore();
  const chip = () => board.current?.chip ?? ports.selected?.chip ?? null;

  const picker: FirmwarePicker = {
    choose: (what) => {
      const { choose } = files;
      if (choose) void layout.importFirmware(() => choose(what), chip());
      else openInput(what);
    },
    take: (picked) => void layout.importFirmware(() => files.fromInput(picked), chip()),
    drop: (transfer) => {
      // Asked for at once: after the event's turn the transfer is empty.
      const sources = files.fromDrop(transfer);
      void layout.importFirmware(() => sources, chip());
    },
    loadDemo: () => void layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), chip()),
  };
  provide(pickerKey, picker);
  return picker;
}

export function useFirmwarePicker(): FirmwarePicker {
  const picker = inject(pickerKey);
  if (!picker) throw new Error('no firmware picker was provided');
  return picker;
}
