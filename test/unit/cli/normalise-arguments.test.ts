import { describe, expect, it } from 'vitest';
import { normaliseArguments } from '../../../src-main/cli/normalise-arguments';

const commands = new Set(['write-flash', 'read-flash', 'read-mac', 'flash-id', 'verify-flash', 'merge-bin']);
const normalise = (line: string) => normaliseArguments(line.split(' '), commands).join(' ');

describe('both spellings of esptool’s command line', () => {
  it.each([
    ['esptool write_flash --flash_mode dio 0x0 a.bin', 'esptool write-flash --flash-mode dio 0x0 a.bin'],
    [
      'esptool write_flash -fm dio -ff 80m -fs detect 0 a.bin',
      'esptool write-flash --flash-mode dio --flash-freq 80m --flash-size detect 0 a.bin',
    ],
    ['esptool flash_id -sc HSPI', 'esptool flash-id --spi-connection HSPI'],
    ['esptool write-flash -z 0 my_app.bin', 'esptool write-flash -z 0 my_app.bin'],
    [
      'esptool write_flash --ignore-flash-encryption-efuse-setting 0 a.bin',
      'esptool write-flash --ignore-flash-enc-efuse 0 a.bin',
    ],
    [
      'esptool merge_bin --fill-flash-size=4MB -o all.bin 0 a.bin',
      'esptool merge-bin --pad-to-size=4MB -o all.bin 0 a.bin',
    ],
  ])('%s', (given, expected) => {
    expect(normalise(given)).toBe(expected);
  });

  it('leaves files alone that are named like a command or an option value', () => {
    expect(normalise('esptool write-flash 0 read_flash')).toBe('esptool write-flash 0 read_flash');
    expect(normalise('esptool read_flash 0 64k hard_reset')).toBe('esptool read-flash 0 64k hard_reset');
    expect(normalise('esptool --port=/dev/my_port read_mac')).toBe('esptool --port=/dev/my_port read-mac');
  });

  it.each([
    ['--diff yes', ' --diff'],
    ['--diff=yes', ' --diff'],
    ['-d yes', ' -d'],
    ['--diff no', ''],
    ['--diff=no', ''],
    ['--diff', ' --diff'],
  ])('understands the old %s', (given, expected) => {
    expect(normalise(`esptool verify_flash ${given} 0 yes`)).toBe(`esptool verify-flash${expected} 0 yes`);
  });
});

describe('the files of --diff-with', () => {
  it('are all words up to the next option or offset', () => {
    expect(normalise('esptool write-flash 0 a.bin 0x1000 b.bin --diff-with old.bin skip')).toBe(
      'esptool write-flash 0 a.bin 0x1000 b.bin --diff-with old.bin --diff-with skip',
    );
    expect(normalise('esptool write-flash --diff-with old.bin skip 0x0 a.bin 64k b.bin')).toBe(
      'esptool write-flash --diff-with old.bin --diff-with skip 0x0 a.bin 64k b.bin',
    );
    expect(normalise('esptool write-flash --diff-with a --diff-with b -z 0 c')).toBe(
      'esptool write-flash --diff-with a --diff-with b -z 0 c',
    );
  });
});
