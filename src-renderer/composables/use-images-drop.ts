import type { FirmwareSource } from '../../src-shared/ipc/contract';
import { useStation } from '../api/station-client';
import { useCompareStore, type CompareSide } from '../stores/compare-store';
import { useImagesStore } from '../stores/images-store';
import type { PickSources } from '../stores/import-store';
import { useMergeStore } from '../stores/merge-store';
import { useTableStore } from '../stores/table-store';
import { useFirmwarePicker, type FirmwarePicker } from './use-firmware-picker';

/** What is dropped on the Images page goes to the tool that is open. `picker` is for the one who provides it. */
export function useImagesDrop(picker: FirmwarePicker = useFirmwarePicker()) {
  const { files } = useStation();
  const images = useImagesStore();
  const compare = useCompareStore();
  const merge = useMergeStore();
  const table = useTableStore();

  /** Each file as a source of its own. Asked for at once: after the drop's own turn the transfer is empty. */
  function eachFile(transfer: DataTransfer): readonly PickSources[] {
    return [...transfer.files].map((file) => () => files.fromInput([file]));
  }

  /** All that was dropped, folders and what is in them as well. */
  function everything(transfer: DataTransfer): PickSources {
    const sources: Promise<readonly FirmwareSource[]> = picker.takeDrop(transfer);
    return () => sources;
  }

  /** One file, as the tools for single files want it; several are told that they are too many. */
  function oneFile(transfer: DataTransfer): PickSources {
    const [only, ...others] = eachFile(transfer);
    return only && others.length === 0 ? only : everything(transfer);
  }

  function drop(transfer: DataTransfer): void {
    switch (images.tool) {
      case 'inspect':
        dropOnInspect(transfer);
        break;
      case 'compare':
        dropOnCompare(transfer);
        break;
      case 'merge':
        void merge.add(everything(transfer));
        break;
      case 'partitions':
        void table.openFile(oneFile(transfer));
        break;
    }
  }

  /** Two files at once are there to be compared. */
  function dropOnInspect(transfer: DataTransfer): void {
    if (transfer.files.length === 2) dropOnCompare(transfer);
    else void images.inspect(oneFile(transfer));
  }

  function dropOnCompare(transfer: DataTransfer): void {
    const [one, other, ...more] = eachFile(transfer);
    images.tool = 'compare';
    if (one && other && more.length === 0) {
      void compare.open('first', one);
      void compare.open('second', other);
    } else void compare.open(compare.first === null ? 'first' : 'second', oneFile(transfer));
  }

  function dropOnSide(side: CompareSide, transfer: DataTransfer): void {
    void compare.open(side, oneFile(transfer));
  }

  return { drop, dropOnSide };
}
