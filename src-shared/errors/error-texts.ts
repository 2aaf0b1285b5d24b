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
  'address-unreachable': text(
    'Nothing listens at {port}.',
    'Start the program or switch on the bridge that shares the board, and check host name and port number.',
    true,
    { port: '127.0.0.1:5555' },
  ),
  'port-url-invalid': text(
    '“{port}” is not an address of a port.',
    'Use a port from the list, socket://host:port or sim://chip.',
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
    'Switch the stub flasher on, or do without this step.',
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
  'manifest-invalid': text(
    '{name} is not a usable flasher_args.json: {reason}.',
    'Build the project again, or add its files one by one.',
    false,
    { name: 'flasher_args.json', reason: 'no "flash_files"' },
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
  'image-wrong-revision': text(
    '{name} needs chip revision {needed}, the board has {actual}.',
    'Choose the firmware for this revision.',
    false,
    { name: 'app.bin', needed: 'v3.0 to v3.99', actual: 'v1.0' },
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
  'flash-setting-unknown': text(
    'The {chip} has no {setting} “{value}”.',
    'Choose one of: {choices}.',
    false,
    { chip: 'ESP32-C3', setting: 'flash frequency', value: '120m', choices: '80m, 40m' },
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
  'settings-not-saved': text(
    'The settings could not be written: {reason}.',
    'They hold until Kiln is closed. Check that the disk is not full.',
    true,
    { reason: 'ENOSPC' },
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
