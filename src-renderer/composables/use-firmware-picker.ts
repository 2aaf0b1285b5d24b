import { inject, provide, type InjectionKey } from 'vue';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import { useStation } from '../api/station-client';
import { useBoardStore } from '../stores/board-store';
import { useImportStore, type PickSources } from '../stores/import-store';
import { useLayoutStore } from '../stores/layout-store';
import { usePasteStore } from '../stores/paste-store';
import { usePortsStore } from '../stores/ports-store';

type What = 'files' | 'folder';

/** The ways in which firmware comes in. */
export interface FirmwarePicker {
  choose(what: What): void;
  /** What the page's own file input gave; nothing when it was closed without a choice. */
  take(files: readonly File[]): void;
  /** Files for what is open: the question that asks for them, the command that names them, else the layout. */
  drop(transfer: DataTransfer): void;
  loadDemo(): void;
  /** The command in the paste dialog, with what `pick` gives for it. */
  importCommand(pick: PickSources): void;
  /** What was dropped, for something else than the layout. Must be called in the drop's own turn. */
  takeDrop(transfer: DataTransfer): Promise<readonly FirmwareSource[]>;
  /** Lets the user choose for something else than the layout; null when they changed their mind. */
  pick(what: What): Promise<readonly FirmwareSource[] | null>;
  pickFile(): Promise<readonly FirmwareSource[] | null>;
}

const pickerKey: InjectionKey<FirmwarePicker> = Symbol('firmware picker');

/** `openInput` opens the page's own file input, for hosts without a dialog. */
export function provideFirmwarePicker(openInput: (what: What) => void): FirmwarePicker {
  const { files } = useStation();
  const layout = useLayoutStore();
  const imports = useImportStore();
  const paste = usePasteStore();
  const board = useBoardStore();
  const ports = usePortsStore();
  const chip = () => board.current?.chip ?? ports.selected?.chip ?? null;
  /** Who waits for the page's file input; nobody: what it gives is for the layout. */
  let answer: ((files: readonly File[]) => void) | null = null;

  function askInput(what: What): Promise<readonly FirmwareSource[] | null> {
    // Whoever asked before and got no answer gets none any more.
    answer?.([]);
    return new Promise((resolve, reject) => {
      answer = (picked) => {
        answer = null;
        if (picked.length === 0) resolve(null);
        else files.fromInput(picked).then(resolve, reject);
      };
      openInput(what);
    });
  }

  function drop(transfer: DataTransfer): void {
    // Asked for at once: after the event's turn the transfer is empty.
    const sources = files.fromDrop(transfer);
    if (imports.question?.about === 'files') void imports.add(() => sources);
    else if (paste.isOpen && paste.isUsable) importCommand(() => sources);
    else void layout.importFirmware(() => sources, chip());
  }

  function importCommand(pick: PickSources): void {
    const { text } = paste;
    const known = knownSources();
    paste.close();
    void layout.importFirmware(async () => {
      const sources = await pick();
      return sources && [{ type: 'text', text }, ...sources, ...known];
    }, chip());
  }

  /** Of the layout's files, those that the command names: nobody has to look for them again. */
  function knownSources(): readonly FirmwareSource[] {
    if (paste.reading.type !== 'command') return [];
    const named = new Set(paste.reading.command.files.map(({ path }) => fileNameOf(path)));
    return layout.items
      .filter((row) => row.origin === null && named.has(fileNameOf(row.name)))
      .map(({ file }) => ({ type: 'file', file }));
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
    drop,
    loadDemo: () => void layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), chip()),
    importCommand,
    takeDrop: (transfer) => files.fromDrop(transfer),
    pick: (what) => (files.choose ? files.choose(what) : askInput(what)),
    pickFile: () => picker.pick('files'),
  };
  provide(pickerKey, picker);
  return picker;
}

export function useFirmwarePicker(): FirmwarePicker {
  const picker = inject(pickerKey);
  if (!picker) throw new Error('no firmware picker was provided');
  return picker;
}

function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
}
