interface ErrorText {
  /** What happened and why it probably did. `{name}` stands for a value of the error's context. */
  readonly message: string;
  /** What to do next. */
  readonly help: string;
  /** Whether trying the same again can work without changing anything in the request. */
  readonly retryable: boolean;
  /** The context that the texts use, for the test that renders every one of them. */
  readonly sample?: Readonly<Record<string, string | number>>;
}

const text = (
  message: string,
  help: string,
  retryable: boolean,
  sample: Readonly<Record<string, string | number>> = {},
): ErrorText => ({ message, help, retryable, sample });

/** Code → words. One line of what happened, one of what to do; the other languages are in the locale files. */
export const errorTexts = {
  // Ports
  'port-not-found': text(
    'There is no port {port}.',
    'Plug the board in with a cable that carries data, then choose the port again. An empty list usually means a charge-only cable or a missing driver.',
    true,
    { port: 'ttyUSB0' },
  ),
  'port-none-likely': text(
    'No port looks like one with a board.',
    'Plug the board in with a cable that carries data, or name the port: --port /dev/ttyUSB0, --port COM7. `kiln ports` lists them.',
    true,
  ),
  'port-busy': text(
    'Another program is using {port}.',
    'Close the other program (a serial monitor, an IDE, a slicer), then try again.',
    true,
    { port: 'ttyUSB0' },
  ),
  'port-permission': text(
    'This user may not open {port}.',
    'On Linux, add the user to the group that owns the port (usually “dialout” or “uucp”), log out and in again.',
    true,
    { port: 'ttyUSB0' },
  ),
  'port-open-failed': text(
    '{port} could not be opened: {reason}.',
    'Unplug the board, wait a second and plug it in again.',
    true,
    { port: 'ttyUSB0', reason: 'unknown error' },
  ),
  'port-lost': text(
    'The connection to {port} was lost.',
    'Check the cable and plug the board in again. Nothing is damaged: start over once the port is back.',
    true,
    { port: 'ttyUSB0' },
  ),
  // Monitors
  'monitor-not-found': text('This monitor is closed.', 'Open a monitor on the port again.', false),
  'monitor-not-open': text(
    '{port} is not open now: its board is away, or a job is using it.',
    'Wait until the monitor says that it is connected, then try again.',
    true,
    { port: 'ttyUSB0' },
  ),
  'monitor-sending': text(
    '{name} is being sent already.',
    'Wait until it is through, or stop it, then send the next file.',
    true,
    { name: 'config.txt' },
  ),
  'lines-missing': text(
    'DTR and RTS do not reach the board on {port}, so Kiln cannot reset it.',
    'Tap RESET on the board. To get it into download mode, hold BOOT, tap RESET, release BOOT.',
    false,
    { port: 'ttyUSB0' },
  ),
  'monitor-limit': text(
    'There are as many monitors open as Kiln can keep apart: {limit}.',
    'Close one that is not needed any more.',
    false,
    { limit: 16 },
  ),
  'format-unsupported': text(
    '{port} cannot be opened with {format}.',
    'Use 8 data bits, no parity and 1 stop bit, which nearly every board talks with.',
    false,
    { port: 'ttyUSB0', format: '5E2' },
  ),
  'pattern-invalid': text(
    'This regular expression cannot be read: {reason}.',
    'Correct it, or search for plain text. Look-around and back-references are not supported.',
    false,
    { reason: 'missing closing ): (a' },
  ),
  'hex-invalid': text(
    'These are no bytes in hexadecimal.',
    'Write pairs of digits from 0 to F, such as 0D 0A FF.',
    false,
  ),
  'crash-not-found': text(
    'The text of this crash is not kept any more.',
    'Wait until the board crashes again, or open a log that has it.',
    false,
  ),
  'elf-not-known': text(
    'No ELF file is known for this firmware.',
    'Drop the ELF file that was built together with it: build/<project>.elf of ESP-IDF, .pio/build/<board>/firmware.elf of PlatformIO.',
    false,
  ),
  'elf-not-kept': text('This ELF file is not kept any more.', 'Drop it again.', false),
  'elf-wrong-architecture': text(
    'This ELF file is made for {elf}, the board has {board}.',
    'Drop the ELF file that was built together with the firmware on this board.',
    false,
    { elf: 'RISC-V', board: 'Xtensa' },
  ),
  'elf-missing': text(
    'There is no ELF file in {name}.',
    'Drop the ELF file itself: build/<project>.elf of ESP-IDF, .pio/build/<board>/firmware.elf of PlatformIO.',
    false,
    { name: 'project' },
  ),
  'monitor-not-kept': text(
    'The text of {name} cannot be kept on this computer: {reason}.',
    'Make room on the disk. Until then only its newest lines are kept; nothing of what comes in is missing on the screen.',
    true,
    { name: 'ttyUSB0', reason: 'ENOSPC' },
  ),
  'log-not-written': text(
    'The log {name} could not be written: {reason}.',
    'Writing has stopped. Check that the disk is not full, then switch the log on again.',
    true,
    { name: 'ttyUSB0.log', reason: 'ENOSPC' },
  ),
  'log-in-use': text(
    'The log {name} is being written.',
    'Switch it off in its monitor, then delete it.',
    true,
    { name: 'ttyUSB0.log' },
  ),
  'log-not-found': text(
    'There is no log {name}.',
    'It may have been deleted. Open the list of logs again.',
    false,
    { name: 'ttyUSB0.log' },
  ),
  'text-not-seen': text(
    'The board has not said “{text}” within {seconds} s.',
    'Look at what it said instead, or wait longer.',
    false,
    { text: 'ready', seconds: 10 },
  ),
  'port-stalled': text(
    '{port} takes no more bytes.',
    'Unplug the adapter and plug it in again. One with flow control in hardware sends only while its CTS pin is low: tie CTS to ground.',
    true,
    { port: 'ttyUSB0' },
  ),
  'address-unreachable': text(
    'Nothing listens at {port}.',
    'Start the program or switch on the bridge that shares the board, and check host name and port number.',
    true,
    { port: '127.0.0.1:5555' },
  ),
  'address-not-available': text(
    'Kiln cannot listen at {address}: {reason}.',
    'Another program, or another Kiln, listens there already: close it, or choose another port number.',
    true,
    { address: '127.0.0.1:4000', reason: 'address in use' },
  ),
  'port-url-invalid': text(
    '“{port}” is not an address of a port.',
    'Use a port from the list, socket://host:port, rfc2217://host:port or sim://chip.',
    false,
    { port: 'foo://' },
  ),

  // Connecting
  'connect-silent': text(
    'Nothing answers on {port}.',
    'Check power, cable and port. Hold BOOT, tap RESET, release BOOT, then try again.',
    true,
    { port: 'ttyUSB0' },
  ),
  'connect-normal-boot': text(
    'No answer from the loader on {port}. The board printed a normal boot log, so BOOT was not held.',
    'Hold BOOT, tap RESET, release BOOT, then try again.',
    true,
    { port: 'ttyUSB0' },
  ),
  'connect-tx-not-wired': text(
    'The board on {port} waits for a download but does not hear Kiln.',
    'The line from the adapter’s TX to the board’s RX is missing or damaged: check that wire.',
    true,
    { port: 'ttyUSB0' },
  ),
  'connect-garbage': text(
    'Only unreadable bytes come from {port}.',
    'Try a lower baud rate and a shorter cable. A board with a 26 MHz crystal talks at 74880 baud.',
    true,
    { port: 'ttyUSB0' },
  ),
  'connect-echo': text(
    'Only Kiln’s own bytes come back from {port}.',
    'The lines RX and TX of the adapter touch or are bridged: take the bridge away, and wire RX to the board’s TX, TX to its RX.',
    true,
    { port: 'ttyUSB0' },
  ),
  'connect-download-disabled': text(
    'The download mode of the chip on {port} is switched off for good: its eFuses say so.',
    'Nothing can be flashed over this port any more. If its firmware can update itself over the air, that is the only way.',
    false,
    { port: 'ttyUSB0' },
  ),
  'reading-unstable': text(
    'The board answers the same question differently each time.',
    'The line is disturbed: use a shorter cable, another USB port and a lower baud rate, then try again.',
    true,
  ),
  'connection-unwell': text(
    'The doctor has found something: {cause}',
    'Do what it says, in that order, then ask it again.',
    true,
    { cause: 'The board says nothing at all.' },
  ),
  'chip-unknown': text(
    'The chip on {port} is not one that Kiln knows ({detail}).',
    'Choose the chip by hand if you know which one it is.',
    false,
    { port: 'ttyUSB0', detail: 'chip id 99' },
  ),
  'chip-mismatch': text(
    'The board has an {actual}, but {expected} was chosen.',
    'Choose {actual} or leave the choice to Kiln.',
    false,
    { actual: 'ESP32', expected: 'ESP32-C3' },
  ),
  'stub-failed': text(
    'The stub flasher did not start.',
    'Try again; if it fails again, switch the stub off in the options.',
    true,
  ),
  'baud-unsupported': text('{port} cannot run at {baud} baud.', 'Choose a lower baud rate.', false, {
    port: 'ttyUSB0',
    baud: 3_000_000,
  }),

  'board-changed': text(
    'Another board is on the port now: {actual} instead of {expected}.',
    'Plug the first board in again, or start over with this one.',
    false,
    { expected: 'ESP32-C3 7c:df:a1:b2:c3:d4', actual: 'ESP32-C3 7c:df:a1:00:00:01' },
  ),

  'reset-sequence-invalid': text(
    '“{step}” is no step of a reset sequence (“{sequence}”).',
    'Write D0 or D1 (DTR), R0 or R1 (RTS), U0,1 (DTR and RTS at once) and W0.1 (wait seconds), with | between them: D0|R1|W0.1|D1|R0|W0.05|D0.',
    false,
    { step: 'X1', sequence: 'D0|X1' },
  ),
  'took-too-long': text(
    'The work was not done after {minutes} minutes and was stopped.',
    'Try again at a higher baud rate or with a better cable.',
    true,
    { minutes: 120 },
  ),

  // Protocol
  'no-response': text(
    'The chip stopped answering ({command}).',
    'Try again with a lower baud rate; check the cable and the power supply.',
    true,
    { command: 'FLASH_DATA' },
  ),
  'supply-broke-down': text(
    'The board’s supply voltage broke down ({command}): the chip reported a brown-out and restarted.',
    'Use a shorter or thicker cable, another USB port or a powered hub, and unplug what else the board feeds. Then start again.',
    true,
    { command: 'FLASH_DATA' },
  ),
  'chip-restarted': text(
    'The chip restarted by itself ({command}).',
    'Keep off the RESET button and check the power supply, then start again.',
    true,
    { command: 'FLASH_DATA' },
  ),
  'bad-response': text(
    'The chip sent an answer that makes no sense ({command}: {detail}).',
    'Try again with a lower baud rate and a shorter cable.',
    true,
    { command: 'FLASH_DATA', detail: 'short frame' },
  ),
  'command-refused': text('The chip refused {command}: {reason}.', 'Reset the board and try again.', true, {
    command: 'FLASH_BEGIN',
    reason: 'failed to act on received message',
  }),
  'command-unsupported': text(
    'The loader of this {chip} does not know {command}.',
    'Do without this step, or, if the stub flasher is off, switch it on and try again.',
    false,
    { chip: 'ESP8266', command: 'SPI_FLASH_MD5' },
  ),
  'secure-download-mode': text(
    'This {chip} is in secure download mode and does not allow “{command}”.',
    'Only writing and erasing through the ROM loader is possible on this board.',
    false,
    { chip: 'ESP32-S3', command: 'READ_REG' },
  ),

  // Flash
  'flash-not-found': text(
    'The chip finds no flash memory (id {id}).',
    'Check the flash’s solder joints and its supply; on a bare module check the strapping pins.',
    true,
    { id: '0xffffff' },
  ),
  'flash-size-unknown': text(
    'The size of the flash could not be detected (id {id}).',
    'Choose the flash size by hand.',
    false,
    { id: '0xc84099' },
  ),
  'flash-too-large': text(
    '{name} ends at {end}, but the loader of this {chip} reaches only {limit} of flash.',
    'Stay below {limit}, or use the stub flasher if the chip has one that reaches further.',
    false,
    { name: 'app.bin', end: '0x1100000', chip: 'ESP32', limit: '16MB' },
  ),
  'spi-pins-invalid': text(
    'The {chip} cannot have its flash at GPIO {pin}.',
    'Use five different pins from 0 to {max}: CLK, Q, D, HD, CS.',
    false,
    { chip: 'ESP32', pin: 45, max: 33 },
  ),
  'flash-status-differs': text(
    'The flash’s status registers read {actual} after {expected} was written.',
    'Some bits can be written only once or not at all, and the write-protect pin may be held: see the data sheet of the flash.',
    false,
    { expected: '0x0200', actual: '0x0000' },
  ),
  'encryption-off': text(
    'Flash encryption is off on this board: {name} cannot be written encrypted.',
    'Enable flash encryption first, or write it plain.',
    false,
    { name: 'app.bin' },
  ),
  'encryption-not-allowed': text(
    'The eFuses of this board forbid writing {name} encrypted.',
    'Update the board over the air, or write an image that is encrypted already.',
    false,
    { name: 'app.bin' },
  ),
  'ram-needs-rom': text(
    'A program for RAM can only be loaded by the ROM of this {chip}: the stub flasher runs in the same RAM.',
    'Connect again with a reset and without the stub flasher.',
    false,
    { chip: 'ESP32' },
  ),
  'ram-not-loaded': text(
    '{name} is not in RAM as it should be: at {address} there is {actual}, not {expected}.',
    'Try again, with a lower baud rate if it stays. A program that was made for another chip may also be loaded where there is no RAM.',
    true,
    { name: 'ram.bin', address: '0x3ffb0000', actual: '0x0', expected: '0x1a2b3c4d' },
  ),
  'image-not-for-ram': text(
    '{name} is no program for RAM: it has a part for the flash at {address}.',
    'Write it to the flash, or link the program for RAM only.',
    false,
    { name: 'app.bin', address: '0x42000020' },
  ),
  'memory-misaligned': text(
    '{address} is not the address of a word.',
    'Use a multiple of 4, from 0 to 0xfffffffc.',
    false,
    { address: '0x3ff00051' },
  ),
  'verify-failed': text(
    'The bytes on the chip differ from {name} at {offset}: the chip has MD5 {actual}, the file {expected}.',
    'Write again with a lower baud rate. If it stays, the flash is worn out, protected or badly powered.',
    true,
    { name: 'app.bin', offset: '0x10000', actual: '0', expected: '1' },
  ),
  'read-corrupt': text(
    'The bytes that arrived differ from those on the chip (MD5 {actual} here, {expected} on the chip).',
    'Read again with a lower baud rate or without a hub.',
    true,
    { actual: '0', expected: '1' },
  ),
  'erase-failed': text(
    'The flash was not erased.',
    'Check the power supply. The flash may be protected or worn out.',
    true,
  ),

  // Plan and files
  'file-not-found': text(
    'There is no file {name}.',
    'It may have been moved or renamed: choose it again.',
    false,
    {
      name: 'app.bin',
    },
  ),
  'file-unreadable': text(
    '{name} cannot be read: {reason}.',
    'Check the file’s permissions, or copy it somewhere else.',
    false,
    { name: 'app.bin', reason: 'EACCES' },
  ),
  'file-changed': text(
    '{name} has changed since it was added.',
    'Look at the layout again: Kiln has read the file anew.',
    true,
    { name: 'app.bin' },
  ),
  'file-empty': text(
    '{name} is empty: there is nothing to write.',
    'Remove it from the layout, or build the firmware again.',
    false,
    { name: 'app.bin' },
  ),
  'file-too-large': text(
    '{name} is larger than any flash ({size} bytes).',
    'Choose a firmware image.',
    false,
    { name: 'movie.mp4', size: 4_000_000_000 },
  ),
  'file-not-written': text(
    '{name} could not be written: {reason}.',
    'Choose another place, or check that the disk is not full.',
    true,
    { name: 'backup.bin', reason: 'ENOSPC' },
  ),
  'archive-invalid': text(
    '{name} cannot be used as a zip archive: {reason}.',
    'Make or download the archive anew, or unpack it yourself and choose the folder.',
    false,
    { name: 'build.zip', reason: 'it ends too early' },
  ),
  'manifest-invalid': text(
    '{name} does not describe a build that can be used: {reason}.',
    'Build the project again, or add its files one by one.',
    false,
    { name: 'flasher_args.json', reason: 'no "flash_files"' },
  ),
  'command-line-invalid': text(
    'This is not a command that Kiln can follow: {reason}.',
    'Paste the whole command, as esptool, espflash or idf.py would be given it, or drop its files instead.',
    false,
    { reason: 'no file follows “0x10000”' },
  ),
  'folder-without-firmware': text(
    'There is no firmware in {name}.',
    'Choose the build folder with flasher_args.json in it, or the .bin files themselves.',
    false,
    { name: 'project' },
  ),
  'nothing-to-flash': text('There is nothing to flash.', 'Add a file and include it.', false),
  'offset-missing': text(
    'Kiln does not know where {name} belongs.',
    'Type its offset in the layout, or the name of its partition.',
    false,
    { name: 'data.bin' },
  ),
  'offset-misaligned': text(
    '{name} starts at {offset}, which is not the start of a sector (4096 bytes).',
    'Choose an offset that is a multiple of 0x1000.',
    false,
    { name: 'data.bin', offset: '0x1234' },
  ),
  'segments-overlap': text(
    '{first} and {second} overlap at {offset}.',
    'Move one of them, or leave one out.',
    false,
    { first: 'a.bin', second: 'b.bin', offset: '0x8000' },
  ),
  'before-target-offset': text(
    '{name} at {offset} lies before {target}, where the merged file is to begin.',
    'Choose a lower target offset, or leave the file out.',
    false,
    { name: 'bootloader.bin', offset: '0x1000', target: '0x8000' },
  ),
  'data-before-offset': text(
    '{name} has data at {first}, before {offset} where it is to go.',
    'Choose a lower offset: such a file says itself where its data belong.',
    false,
    { name: 'app.hex', first: '0x10000', offset: '0x10010' },
  ),
  'past-end-of-flash': text(
    '{name} ends at {end}, but the flash ends at {flashEnd}.',
    'Choose a smaller image or a board with more flash.',
    false,
    { name: 'app.bin', end: '0x410000', flashEnd: '0x400000' },
  ),
  'image-wrong-chip': text(
    '{name} is made for {imageChip}, but the board has an {boardChip}.',
    'Choose the firmware for this board.',
    false,
    { name: 'app.bin', imageChip: 'ESP32', boardChip: 'ESP32-C3' },
  ),
  'images-for-different-chips': text(
    '{name} is made for {imageChip}, but {other} for {otherChip}.',
    'Leave one of them out: they come from different builds.',
    false,
    { name: 'app.bin', imageChip: 'ESP32', other: 'bootloader.bin', otherChip: 'ESP32-C3' },
  ),
  'image-wrong-revision': text(
    '{name} needs chip revision {needed}, the board has {actual}.',
    'Choose the firmware for this revision.',
    false,
    { name: 'app.bin', needed: 'v3.0 to v3.99', actual: 'v1.0' },
  ),
  'elf-invalid': text(
    '{name} cannot be used as an ELF file: {reason}.',
    'Choose the .elf file that the build made, not a .bin file.',
    false,
    { name: 'app.elf', reason: 'it does not start with the mark of ELF files' },
  ),
  'image-impossible': text(
    'No image can be made: {reason}.',
    'Change the options, or the linker script of the project.',
    false,
    { reason: 'the ELF file has nothing to load' },
  ),
  'conversion-impossible': text(
    '{name} cannot be made into another file: {reason}.',
    'Change what is asked for, or choose another file.',
    false,
    { name: 'app.elf', reason: 'it does not tell for which chip it is' },
  ),
  'container-invalid': text(
    '{name} is not a whole {format} file: {reason}.',
    'Make the file anew, or copy it again: it may have been damaged on the way.',
    false,
    { name: 'app.hex', format: 'Intel HEX', reason: 'line 3 has a wrong checksum' },
  ),
  'image-invalid': text('{name} is not a firmware image: {reason}.', 'Choose another file.', false, {
    name: 'app.bin',
    reason: 'bad magic',
  }),
  'partition-table-invalid': text(
    'This is not a partition table: {reason}.',
    'Choose the partition-table.bin of the build, or build the project again.',
    false,
    { reason: 'its MD5 is wrong' },
  ),
  'partition-csv-invalid': text(
    'Line {line} of the partition table is wrong: {reason}.',
    'A line is Name, Type, SubType, Offset, Size, Flags: correct it and try again.',
    false,
    { line: 3, reason: 'the size is missing' },
  ),
  'partitions-refused': text(
    'This partition table would not work: {problems}.',
    'Correct the rows that are named, then try again.',
    false,
    { problems: 'storage reaches into ota_1' },
  ),
  'flash-setting-unknown': text(
    'The {chip} has no {setting} “{value}”.',
    'Choose one of: {choices}.',
    false,
    { chip: 'ESP32-C3', setting: 'flash frequency', value: '120m', choices: '80m, 40m' },
  ),
  'nvs-invalid': text(
    'The NVS data cannot be used: {reason}.',
    'Choose the whole contents of an NVS partition, as they are in flash.',
    false,
    { reason: 'its size is no multiple of 4096 bytes' },
  ),
  'nvs-csv-invalid': text(
    'Line {line} of the NVS CSV: {reason}.',
    'Correct the line. Its columns are key, type, encoding, value.',
    false,
    { line: 3, reason: 'the encoding “u9” is unknown' },
  ),
  'nvs-too-small': text(
    'The data needs an NVS partition of {needed} bytes, not {size}.',
    'Choose a larger size, and give the NVS partition as much room in the partition table.',
    false,
    { size: 12288, needed: 20480 },
  ),
  'image-checksum-bad': text(
    'The checksum of {name} is wrong: the file is damaged or incomplete.',
    'Build the firmware or download it again.',
    false,
    { name: 'app.bin' },
  ),
  'image-digest-bad': text(
    'The SHA-256 at the end of {name} does not match what is before it.',
    'Build the firmware or download it again.',
    false,
    { name: 'app.bin' },
  ),
  'bootloader-wrong-offset': text(
    '{name} is a bootloader at {offset}, but the {chip} looks for it at {expected}.',
    'Move it to {expected}.',
    false,
    { name: 'bootloader.bin', offset: '0x1000', expected: '0x0', chip: 'ESP32-C3' },
  ),
  'header-size-larger-than-flash': text(
    '{name} expects {headerSize} of flash, but the board has {flashSize}.',
    'Set the flash size to “detect”, or choose firmware for this board.',
    false,
    { name: 'bootloader.bin', headerSize: '8MB', flashSize: '4MB' },
  ),
  'header-size-smaller-than-table': text(
    '{name} expects only {headerSize} of flash, but the partition table needs {neededSize}: it would refuse the table.',
    'Set the flash size to “detect”.',
    false,
    { name: 'bootloader.bin', headerSize: '2MB', neededSize: '4MB' },
  ),
  'partition-table-faulty': text(
    'The partition table in {file} is faulty: {name} ({problem}).',
    'Build the project again with a table that ESP-IDF accepts, or mend it on the Images page.',
    false,
    { file: 'partition-table.bin', name: 'nvs', problem: 'overlaps-row' },
  ),
  'partition-past-end-of-flash': text(
    'The partition “{partition}” of {name} ends at {end}, but the flash has {flashSize}.',
    'Choose firmware for this size of flash, or a board with more.',
    false,
    { name: 'partition-table.bin', partition: 'storage', end: '0x800000', flashSize: '4MB' },
  ),
  'data-does-not-fit-partition': text(
    '{name} has {size} bytes, but the partition “{partition}” only {partitionSize}.',
    'Build it for the size of its partition.',
    false,
    { name: 'storage.bin', size: 2_000_000, partition: 'storage', partitionSize: 1_048_576 },
  ),
  'app-does-not-fit-partition': text(
    '{name} has {size} bytes, but the partition “{partition}” only {partitionSize}.',
    'Choose a larger partition or a smaller build.',
    false,
    { name: 'app.bin', size: 2_000_000, partition: 'factory', partitionSize: 1_048_576 },
  ),
  'app-not-at-partition': text(
    '{name} at {offset} is not at the start of an app partition ({partitions}).',
    'Move it to the start of one of them.',
    false,
    { name: 'app.bin', offset: '0x20000', partitions: 'factory 0x10000' },
  ),
  'security-refused': text(
    'This board is secured ({detail}); writing plain data would stop it from booting.',
    'Use firmware that is signed and encrypted for this board. Only someone who knows the keys should go on.',
    false,
    { detail: 'secure boot is on' },
  ),

  // Station
  'job-not-found': text('There is no such job.', 'Look in the history.', false),
  'request-invalid': text(
    'The station did not understand the request “{channel}”: {reason}.',
    'Restart Kiln; if it happens again, please report it.',
    false,
    { channel: 'job:start', reason: 'offset: expected a number' },
  ),
  'request-forbidden': text('This request is not allowed from here.', 'Restart Kiln.', false),
  'station-unreachable': text(
    'The station does not answer.',
    'Restart Kiln and open the address that it prints.',
    true,
  ),
  'record-not-saved': text(
    'The record of this job could not be written: {reason}.',
    'Check that the disk is not full.',
    true,
    { reason: 'ENOSPC' },
  ),
  'backup-not-found': text(
    'There is no such backup.',
    'It may have been deleted, here or in the folder: look at the list again.',
    false,
  ),
  'backup-not-saved': text(
    'The backup {name} could not be written: {reason}.',
    'Make room on the disk and check that its folder may be written to, then go on with the backup: what was read is kept.',
    true,
    { name: 'esp32c3-7cdfa1b2c3d4-2026-11-21-1504.bin', reason: 'ENOSPC' },
  ),
  'backup-incomplete': text(
    'The backup {name} is not complete.',
    'Go on with it first, with the board that it was read from.',
    false,
    { name: 'esp32c3-7cdfa1b2c3d4-2026-11-21-1504.bin' },
  ),
  'backup-damaged': text(
    'The file of the backup {name} has changed since it was read from the board.',
    'Do not use it. Read the board again, or take another backup.',
    false,
    { name: 'esp32c3-7cdfa1b2c3d4-2026-11-21-1504.bin' },
  ),
  'backup-in-use': text(
    'The backup {name} is being worked with.',
    'Wait until that job has ended, or stop it.',
    true,
    { name: 'esp32c3-7cdfa1b2c3d4-2026-11-21-1504.bin' },
  ),
  'backup-other-board': text(
    'The backup is of another board ({expected}); the one on the port is {actual}.',
    'Plug in the board that it was read from. On another one it carries over serial numbers, keys and calibration: go on only if you mean to copy the board.',
    false,
    { expected: 'ESP32-C3 7c:df:a1:b2:c3:d4', actual: 'ESP32-C3 7c:df:a1:00:00:01' },
  ),
  'settings-not-saved': text(
    'The settings could not be written: {reason}.',
    'They hold until Kiln is closed. Check that the disk is not full.',
    true,
    { reason: 'ENOSPC' },
  ),
  'setting-invalid': text(
    '{key} in {place} cannot be “{value}”: {reason}.',
    'Correct it there, or take it out to get the default.',
    false,
    { key: 'connect_attempts', place: 'esptool.cfg', value: 'many', reason: 'a whole number is needed' },
  ),
  'ports-silent': text(
    'No board answers on any of these ports: {ports}.',
    'Hold BOOT, tap RESET, release BOOT, then try again; or name the port: --port /dev/ttyUSB0, --port COM7.',
    true,
    { ports: '/dev/ttyUSB0, /dev/ttyACM0' },
  ),
  usage: text('{reason}', 'Run the command with --help to see what it takes.', false, {
    reason: 'unknown option',
  }),
  cancelled: text('Stopped.', 'The port is free again.', true),
  internal: text('Kiln made a mistake: {reason}.', 'Save the log and report it, please.', true, {
    reason: 'undefined is not a function',
  }),
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof errorTexts;
