import { inject, provide, type InjectionKey } from 'vue';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import { useStation } from '../api/station-client';
import { useBoardStore } from '../stores/board-store';
import { useLayoutStore } from '../stores/layout-store';
import { usePortsStore } from '../stores/ports-store';

/** The ways in which firmware comes in. */
export interface FirmwarePicker {
  choose(what: 'files' | 'folder'): void;
  /** What the page's own file input gave; nothing when it was closed without a choice. */
  take(files: readonly File[]): void;
  drop(transfer: DataTransfer): void;
  loadDemo(): void;
  /** What was dropped, for something else than the layout. Must be called in the drop's own turn. */
  takeDrop(transfer: DataTransfer): Promise<readonly FirmwareSource[]>;
  /** Lets the user choose a file that is for something else than the layout; null when they changed their mind. */
  pickFile(): Promise<readonly FirmwareSource[] | null>;
}

const pickerKey: InjectionKey<FirmwarePicker> = Symbol('firmware picker');

/** `openInput` opens the page's own file input, for hosts without a dialog. */
export function provideFirmwarePicker(openInput: (what: 'files' | 'folder') => void): FirmwarePicker {
  const { files } = useStation();
  const layout = useLayoutStore();
  const board = useBoardStore();
  const ports = usePortsStore();
  const chip = () => board.current?.chip ?? ports.selected?.chip ?? null;
  /** Who waits for the page's file input; nobody: what it gives is for the layout. */
  let answer: ((files: readonly File[]) => void) | null = null;

  function askInput(): Promise<readonly FirmwareSource[] | null> {
    // Whoever asked before and got no answer gets none any more.
    answer?.([]);
    return new Promise((resolve, reject) => {
      answer = (picked) => {
        answer = null;
        if (picked.length === 0) resolve(null);
        else files.fromInput(picked).then(resolve, reject);
      };
      openInput('files');
    });
  }

  const picker: FirmwarePicker = {
    choose: (what) => {
      const { choose } = files;
      if (choose) void layout.importFirmware(() => choose(what), chip());
      else {
        answer?.([]);
        openInput(what);
      }
    },
    take: (picked) => {
      if (answer) answer(picked);
      else if (picked.length > 0) void layout.importFirmware(() => files.fromInput(picked), chip());
    },
    drop: (transfer) => {
      // Asked for at once: after the event's turn the transfer is empty.
      const sources = files.fromDrop(transfer);
      void layout.importFirmware(() => sources, chip());
    },
    loadDemo: () => void layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), chip()),
    takeDrop: (transfer) => files.fromDrop(transfer),
    pickFile: () => (files.choose ? files.choose('files') : askInput()),
  };
  provide(pickerKey, picker);
  return picker;
}

export function useFirmwarePicker(): FirmwarePicker {
  const picker = inject(pickerKey);
  if (!picker) throw new Error('no firmware picker was provided');
  return picker;
}
