import { useStation } from '../api/station-client';
import { useDecodingStore } from '../stores/decoding-store';
import { useMonitorsStore } from '../stores/monitors-store';
import { useFirmwarePicker, type FirmwarePicker } from './use-firmware-picker';

/** What is dropped on the Monitor page is the ELF file of what its board runs. `picker` is for the one who provides it. */
export function useMonitorDrop(picker: FirmwarePicker = useFirmwarePicker()) {
  const { files } = useStation();
  const monitors = useMonitorsStore();
  const decoding = useDecodingStore();

  /** Each file by itself. Asked for at once: after the drop's own turn the transfer is empty. */
  function drop(transfer: DataTransfer): void {
    const monitor = monitors.current?.id ?? null;
    const dropped = [...transfer.files];
    if (dropped.length === 0) {
      const sources = picker.takeDrop(transfer);
      void decoding.addElf(monitor, () => sources);
    }
    for (const file of dropped) void decoding.addElf(monitor, () => files.fromInput([file]));
  }

  function choose(): void {
    void decoding.addElf(monitors.current?.id ?? null, () => picker.pickFile());
  }

  return { drop, choose };
}
