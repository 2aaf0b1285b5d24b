import { describe, expect, it } from 'vitest';
import { esptoolCommandNames } from '../../../src-main/cli/esptool/esptool-command';
import { normaliseArguments } from '../../../src-main/cli/normalise-arguments';

const normalise = (line: string) => normaliseArguments(line.split(' '), esptoolCommandNames).join(' ');

describe('both spellings of esptool’s command line', () => {
  it.each([
    [
      'esptool --before default_reset --after hard_reset write_flash --flash_mode dio 0x0 a.bin',
      'esptool --before default-reset --after hard-reset write-flash --flash-mode dio 0x0 a.bin',
    ],
    [
      'esptool write_flash -fm dio -ff 80m -fs detect 0 a.bin',
      'esptool write-flash --flash-mode dio --flash-freq 80m --flash-size detect 0 a.bin',
    ],
    ['esptool --after=no_reset read_mac', 'esptool --after=no-reset read-mac'],
    ['esptool -a no_reset_stub flash_id', 'esptool -a no-reset-stub flash-id'],
    ['esptool write-flash -z 0 my_app.bin', 'esptool write-flash -z 0 my_app.bin'],
  ])('%s', (given, expected) => {
    expect(normalise(given)).toBe(expected);
  });

  it('leaves files alone that are named like a command or an option value', () => {
    expect(normalise('esptool write-flash 0 read_flash')).toBe('esptool write-flash 0 read_flash');
    expect(normalise('esptool read_flash 0 64k hard_reset')).toBe('esptool read-flash 0 64k hard_reset');
    expect(normalise('esptool --port=/dev/my_port read_mac')).toBe('esptool --port=/dev/my_port read-mac');
  });
});
