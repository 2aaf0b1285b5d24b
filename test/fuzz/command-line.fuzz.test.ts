import { describe } from 'vitest';
import { parseFlashCommand } from '../../src-shared/command-line/parse-flash-command';
import { fuzzParser } from './fuzz-parser';

const commands = [
  'python -m esptool --chip esp32c3 -b 460800 --before default_reset --after hard_reset write_flash --flash_mode dio ' +
    '--flash_size 2MB --flash_freq 80m 0x0 build/bootloader/bootloader.bin 0x8000 build/partition_table/table.bin',
  '"C:\\Arduino15\\esptool_py\\4.5.1/esptool.exe" --chip esp32s3 --port "COM3" write_flash -z -fm keep 0x0 "C:\\a b\\x.bin" ^\r\n' +
    " 0xe000 'it''s.bin' `\r\n 0x10000 app\\ one.bin > log.txt 2>&1",
  '$ esptool.py erase_flash && \\\nesptool.py --baud=460800 write_flash --diff-with old.bin skip 0x1000 firmware.bin # done',
  'espflash write-bin 0x0 boot.bin\nespflash flash --bootloader b.bin --partition-table=p.csv -s 4mb target/release/app -M',
  'idf.py -C hello -p COM7 -DIDF_TARGET=esp32s2 build erase-flash flash monitor',
  '--flash_mode dio --flash_freq 80m --flash_size 2MB\n0x0 bootloader/bootloader.bin\n0x10000 hello-world.bin\n',
];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

describe('fuzzing', () => {
  fuzzParser({
    name: 'pasted commands',
    seeds: commands.map((command) => encoder.encode(command)),
    parse: (bytes) => parseFlashCommand(decoder.decode(bytes)),
  });
});
