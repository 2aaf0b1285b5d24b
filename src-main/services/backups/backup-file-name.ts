import type { ChipId } from '../../../src-shared/model/chip';

export interface BackupName {
  readonly chip: ChipId;
  readonly mac: string | null;
  /** Empty for all of the flash. */
  readonly label: string;
  /** Ms since 1970. */
  readonly createdAtMs: number;
}

const maxLabelLength = 32;

/** `esp32c3-7cdfa1b2c3d4-nvs-2026-11-21-1504`, in this computer's time: without extension, and not unique within a minute. */
export function backupStem({ chip, mac, label, createdAtMs }: BackupName): string {
  return [chip, mac?.replaceAll(':', '').toLowerCase(), fileWord(label), localMinute(createdAtMs)]
    .filter((part) => part !== undefined && part !== '')
    .join('-');
}

/** What every file system takes as part of a name. */
function fileWord(label: string): string {
  return label
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, maxLabelLength)
    .replace(/^-+|-+$/g, '');
}

function localMinute(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}`;
}
