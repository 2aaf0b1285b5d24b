import { describe, expect, it } from 'vitest';
import type { FlashCommand } from '../../../src-shared/command-line/flash-command';
import { parseFlashCommand } from '../../../src-shared/command-line/parse-flash-command';
import { AppError } from '../../../src-shared/errors/app-error';

const silent: Omit<FlashCommand, 'tool' | 'files'> = {
  chip: null,
  port: null,
  baud: null,
  flashMode: null,
  flashFrequency: null,
  flashSize: null,
  eraseAll: null,
  ignored: [],
};

const files = (text: string) => parseFlashCommand(text).files;
const one = (path: string) => [{ offset: 0, path }];

function reasonOf(text: string): string {
  try {
    parseFlashCommand(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'command-line-invalid')
      return String(error.context['reason']);
    throw error;
  }
  throw new Error('it was accepted');
}

describe('an esptool command', () => {
  it('is read as ESP-IDF prints it', () => {
    const text =
      'python -m esptool --chip esp32c3 -b 460800 --before default_reset --after hard_reset write_flash ' +
      '--flash_mode dio --flash_size 2MB --flash_freq 80m 0x0 build/bootloader/bootloader.bin ' +
      '0x8000 build/partition_table/partition-table.bin 0x10000 build/hello_world.bin';
    expect(parseFlashCommand(text)).toEqual({
      ...silent,
      tool: 'esptool',
      chip: 'esp32c3',
      baud: 460_800,
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '2MB',
      files: [
        { offset: 0, path: 'build/bootloader/bootloader.bin' },
        { offset: 0x8000, path: 'build/partition_table/partition-table.bin' },
        { offset: 0x10000, path: 'build/hello_world.bin' },
      ],
    });
  });

  it('is read as the Arduino IDE prints it on Windows', () => {
    const text =
      '"C:\\Users\\me\\AppData\\Local\\Arduino15\\packages\\esp32\\tools\\esptool_py\\4.5.1/esptool.exe" --chip esp32s3 ' +
      '--port "COM3" --baud 921600  --before default_reset --after hard_reset write_flash  -z --flash_mode keep ' +
      '--flash_freq keep --flash_size keep 0x0 "C:\\Temp\\my sketch\\Blink.ino.bootloader.bin" ' +
      '0xe000 "C:\\Arduino15\\tools\\partitions/boot_app0.bin" ';
    expect(parseFlashCommand(text)).toEqual({
      ...silent,
      tool: 'esptool',
      chip: 'esp32s3',
      port: 'COM3',
      baud: 921_600,
      files: [
        { offset: 0, path: 'C:\\Temp\\my sketch\\Blink.ino.bootloader.bin' },
        { offset: 0xe000, path: 'C:\\Arduino15\\tools\\partitions/boot_app0.bin' },
      ],
    });
  });

  it('is read in the spelling of version 5, short and long, with values attached', () => {
    const text =
      'esptool -c esp32 -p/dev/ttyUSB0 --baud=115200 write-flash -e -fm qio --flash-freq=40m -fs 4MB 65536 app.bin';
    expect(parseFlashCommand(text)).toEqual({
      ...silent,
      tool: 'esptool',
      chip: 'esp32',
      port: '/dev/ttyUSB0',
      baud: 115_200,
      flashMode: 'qio',
      flashFrequency: '40m',
      flashSize: '4MB',
      eraseAll: true,
      files: [{ offset: 65_536, path: 'app.bin' }],
    });
  });

  it('may name its options after the files', () => {
    expect(parseFlashCommand('esptool write-flash 0x0 app.bin --flash-mode dio -p')).toMatchObject({
      flashMode: 'dio',
      port: null,
      files: one('app.bin'),
    });
  });

  it.each([
    ['esptool.py write_flash 0 app.bin'],
    ['ESPTOOL.EXE write-flash 0x0 app.bin'],
    ['python3 "/opt/esp idf/components/esptool_py/esptool/esptool.py" write_flash 0b0 app.bin'],
    ['python C:\\Espressif\\tools\\esptool.py write_flash 0x0000_0000 app.bin'],
    ['$ esptool write-flash 0x0 app.bin'],
    ['# esptool write-flash 0x0 app.bin'],
    ['C:\\Users\\me>esptool write-flash 0x0 app.bin'],
    ['PS C:\\Users\\me> & "esptool.exe" write-flash 0x0 app.bin'],
    ['(venv) me@host:~/esp$ sudo esptool write-flash 0x0 app.bin'],
    ['cd build && esptool write-flash 0x0 app.bin > log.txt 2>&1'],
    ['`esptool write-flash 0x0 app.bin`'],
    ['```sh\nesptool write-flash 0x0 app.bin\n```'],
    ['Don’t forget the driver; it’s needed.\nesptool write-flash 0x0 app.bin'],
    ['Mind the cable: with esptool you run esptool.py write_flash 0x0 app.bin # as root'],
    ['write_flash 0x0 app.bin'],
    ['kiln esptool write-flash 0x0 app.bin'],
    ['uvx esptool write-flash 0x0 app.bin | tee log'],
  ])('is found in %j', (text) => {
    expect(parseFlashCommand(text)).toEqual({ ...silent, tool: 'esptool', files: one('app.bin') });
  });

  it.each([
    ['sh', 'esptool write-flash \\\n  0x0 boot.bin \\  \n  0x8000 table.bin'],
    ['cmd', 'esptool write-flash ^\r\n  0x0 boot.bin ^\r\n  0x8000 table.bin'],
    ['PowerShell', 'esptool write-flash `\r\n  0x0 boot.bin `\r\n  0x8000 table.bin'],
  ])('goes on in the next line as %s does it', (_, text) => {
    expect(files(text)).toEqual([
      { offset: 0, path: 'boot.bin' },
      { offset: 0x8000, path: 'table.bin' },
    ]);
  });

  it.each([
    ["'my app.bin'", 'my app.bin'],
    ['"my app.bin"', 'my app.bin'],
    ['my\\ app.bin', 'my app.bin'],
    ["'it'\\''s.bin'", "it's.bin"],
    ["'it''s.bin'", "it's.bin"],
    ['"say ""hi"".bin"', 'say "hi".bin'],
    ['"say \\"hi\\".bin"', 'say "hi".bin'],
    ['"cost`$.bin"', 'cost$.bin'],
    ['"cost\\$.bin"', 'cost$.bin'],
    ['a^&b.bin', 'a&b.bin'],
    ['build\\app.bin', 'build\\app.bin'],
    ['"\\\\server\\share\\app.bin"', '\\\\server\\share\\app.bin'],
    ['"C:\\a b\\app.bin"', 'C:\\a b\\app.bin'],
    ['dir/"my app".bin', 'dir/my app.bin'],
  ])('takes the path %s as it is meant', (written, path) => {
    expect(files(`esptool write-flash 0x0 ${written}`)).toEqual(one(path));
  });

  it('leaves open what it leaves open', () => {
    const text =
      'esptool --chip auto -p PORT write-flash --flash-mode keep --flash-freq keep --flash-size detect 0x0 app.bin';
    expect(parseFlashCommand(text)).toEqual({ ...silent, tool: 'esptool', files: one('app.bin') });
  });

  it('takes sizes in megabits as older versions did', () => {
    expect(parseFlashCommand('esptool.py write_flash -fs 32m 0x0 app.bin').flashSize).toBe('4MB');
    expect(parseFlashCommand('esptool.py write_flash -fs 16m-c1 0x0 app.bin').flashSize).toBe('2MB-c1');
  });

  it('names the options that change nothing here, and only those', () => {
    const text =
      'esptool --before no-reset --after hard-reset --no-stub --connect-attempts 0 write-flash -z --force ' +
      '--encrypt --flash-mode fast --diff-with old.bin skip 0x0 app.bin --encrypt-files 0x10000 secret.bin --new-one much';
    expect(parseFlashCommand(text)).toMatchObject({
      files: one('app.bin'),
      ignored: [
        '--before no-reset',
        '--no-stub',
        '--force',
        '--encrypt',
        '--flash-mode fast',
        '--diff-with old.bin skip',
        '--encrypt-files 0x10000 secret.bin',
        '--new-one much',
      ],
    });
  });

  it('is told to erase first by the command before it', () => {
    const text =
      'esptool.py --port COM4 erase_flash\nesptool.py --baud 460800 write_flash 0x1000 firmware.bin';
    expect(parseFlashCommand(text)).toMatchObject({ eraseAll: true, baud: 460_800 });
  });

  it('is one with those that follow it for the same chip', () => {
    const text =
      'esptool -c esp32 write-flash 0x1000 boot.bin\nesptool write-flash 0x8000 table.bin\nesptool write-flash 0x1000 boot.bin';
    expect(parseFlashCommand(text)).toMatchObject({
      chip: 'esp32',
      files: [
        { offset: 0x1000, path: 'boot.bin' },
        { offset: 0x8000, path: 'table.bin' },
      ],
    });
  });

  it('does not hide that the one beside it could not be followed', () => {
    const text = 'esptool write-flash 0x0 app.bin\nesptool write-flash 0x8000\nesptool chip-id';
    expect(parseFlashCommand(text)).toMatchObject({ files: one('app.bin'), ignored: ['write-flash 0x8000'] });
  });

  it.each([
    ['', 'there is nothing in it'],
    ['hello there', 'there is no flashing command in it'],
    ['esptool', 'no command follows esptool'],
    ['esptool --port', 'a value is missing after “--port”'],
    ['esptool image-info app.bin', '“image-info” writes nothing to the flash'],
    ['esptool erase-flash', 'it erases the flash and writes nothing'],
    ['esptool write-flash', 'it names no file'],
    ['esptool write-flash 0x10000', 'no file follows “0x10000”'],
    ['esptool write-flash app.bin 0x10000', '“app.bin” is not an offset'],
    ['esptool write-flash 0x1_0000_0000 app.bin', '“0x1_0000_0000” is not an offset'],
    [
      'esptool write-flash "@flash_args"',
      'it takes its files from “flash_args”: drop the folder with that file',
    ],
    ['esptool write-flash 0x0 "app.bin', 'a quotation mark is not closed'],
    [
      'esptool -c esp32 write-flash 0x1000 a.bin\nesptool -c esp32c3 write-flash 0x0 a.bin',
      'it has commands for different chips: paste one of them',
    ],
    [
      'esptool write-flash 0x0 a.bin\nesptool write-flash 0x0 b.bin',
      'it has commands for the same place in the flash: paste one of them',
    ],
    ['esptool\n'.repeat(257), 'it has too many commands'],
    ['a'.repeat(65_537), 'it is too long to be a command'],
  ])('is refused for what it lacks: %j', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('is quoted in part when it is refused', () => {
    expect(reasonOf(`esptool write-flash ${'x'.repeat(5000)}`).length).toBeLessThan(100);
  });

  it('names no more files than a layout has room for', () => {
    const pairs = Array.from({ length: 257 }, (_, index) => `${index * 4096} ${index}.bin`);
    expect(reasonOf(`esptool write-flash ${pairs.join(' ')}`)).toBe('it names more than 256 files');
    const lines = pairs.map((pair) => `esptool write-flash ${pair}`);
    expect(reasonOf(lines.join('\n'))).toBe('it has too many commands');
  });
});

describe('the text of flash_args', () => {
  it('is read with its lines', () => {
    const text =
      '--flash_mode dio --flash_freq 80m --flash_size 2MB\n0x0 bootloader/bootloader.bin\n0x10000 hello-world.bin\n';
    expect(parseFlashCommand(text)).toEqual({
      ...silent,
      tool: 'flash-args',
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '2MB',
      files: [
        { offset: 0, path: 'bootloader/bootloader.bin' },
        { offset: 0x10000, path: 'hello-world.bin' },
      ],
    });
  });

  it('may have comments, and nothing else', () => {
    expect(files('# the app\n0x0 app.bin\n')).toEqual(one('app.bin'));
    expect(reasonOf('0x0 app.bin\nand so on')).toBe('“and” is not an offset');
  });
});

describe('an espflash command', () => {
  it('writes one file to an address', () => {
    expect(
      parseFlashCommand('espflash write-bin -p /dev/ttyACM0 -B 921600 0x1_0000 app.bin --monitor'),
    ).toEqual({
      ...silent,
      tool: 'espflash',
      port: '/dev/ttyACM0',
      baud: 921_600,
      files: [{ offset: 0x10000, path: 'app.bin' }],
      ignored: ['--monitor'],
    });
  });

  it('flashes an ELF with what belongs to it', () => {
    const text =
      'cargo espflash flash --chip esp32-c6 -s 8mb -f 40mhz -m DIO --bootloader boot.bin --partition-table=parts.csv ' +
      '--partition-table-offset 0x10000 -M target/riscv32imac-unknown-none-elf/release/espflash';
    expect(parseFlashCommand(text)).toEqual({
      ...silent,
      tool: 'espflash',
      chip: 'esp32c6',
      flashMode: 'dio',
      flashFrequency: '40m',
      flashSize: '8MB',
      files: [
        { offset: null, path: 'boot.bin' },
        { offset: 0x10000, path: 'parts.csv' },
        { offset: null, path: 'target/riscv32imac-unknown-none-elf/release/espflash' },
      ],
      ignored: ['-M'],
    });
  });

  it('is followed through several lines', () => {
    expect(files('espflash write-bin 0x0 boot.bin\nespflash write-bin 0x8000 table.bin')).toHaveLength(2);
  });

  it.each([
    ['espflash', 'no command follows espflash'],
    ['espflash monitor', '“monitor” writes nothing to the flash'],
    ['espflash flash --monitor', 'it names no file'],
    ['espflash flash a.elf b.elf', '“b.elf” is one file too many'],
    ['espflash flash a.elf --bootloader', 'a value is missing after “--bootloader”'],
    ['espflash write-bin app.bin 0x0', '“app.bin” is not an offset'],
    ['espflash write-bin 0x0', 'no file follows “0x0”'],
  ])('is refused for what it lacks: %j', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

describe('an idf.py command', () => {
  it('names no file, only how', () => {
    expect(
      parseFlashCommand('idf.py -C hello -p COM7 -b 921600 -DIDF_TARGET=esp32s2 build flash monitor'),
    ).toEqual({
      ...silent,
      tool: 'idf.py',
      chip: 'esp32s2',
      port: 'COM7',
      baud: 921_600,
      files: [],
      ignored: ['monitor'],
    });
    expect(parseFlashCommand('idf.py set-target esp32h2 erase-flash flash')).toMatchObject({
      chip: 'esp32h2',
      eraseAll: true,
      ignored: [],
    });
  });

  it('stands back for a command that names files', () => {
    const text =
      'Project build complete. To flash, run:\n idf.py flash\nor\n idf.py -p PORT flash\nor\n' +
      ' python -m esptool --chip esp32c3 write_flash 0x0 build/boot.bin\n' +
      'or from the "/home/me/hello/build" directory\n python -m esptool --chip esp32c3 write_flash "@flash_args"';
    expect(parseFlashCommand(text)).toMatchObject({ tool: 'esptool', files: one('build/boot.bin') });
  });

  it('is refused when it does not flash', () => {
    expect(reasonOf('idf.py build monitor')).toBe('it does not flash');
    expect(reasonOf('idf.py')).toBe('it does not flash');
  });
});
