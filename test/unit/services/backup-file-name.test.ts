import { describe, expect, it } from 'vitest';
import { backupStem } from '../../../src-main/services/backups/backup-file-name';

const createdAtMs = new Date(2026, 10, 21, 15, 4).getTime();
const board = { chip: 'esp32c3', mac: '7C:DF:A1:B2:C3:D4', createdAtMs } as const;

describe('the name of a backup', () => {
  it('has chip, MAC, date and time', () => {
    expect(backupStem({ ...board, label: '' })).toBe('esp32c3-7cdfa1b2c3d4-2026-11-21-1504');
  });

  it('has the label of a region, as far as it can be in a name', () => {
    expect(backupStem({ ...board, label: 'nvs' })).toBe('esp32c3-7cdfa1b2c3d4-nvs-2026-11-21-1504');
    expect(backupStem({ ...board, label: '../../C:\\con?' })).toBe(
      'esp32c3-7cdfa1b2c3d4-C-con-2026-11-21-1504',
    );
    expect(backupStem({ ...board, label: '…' })).toBe('esp32c3-7cdfa1b2c3d4-2026-11-21-1504');
    expect(backupStem({ ...board, label: 'x'.repeat(500) }).length).toBeLessThan(100);
  });

  it('does without a MAC', () => {
    expect(backupStem({ ...board, mac: null, label: '' })).toBe('esp32c3-2026-11-21-1504');
  });
});
