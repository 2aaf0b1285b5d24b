import type { CrashKind, DecodedCrash } from '../../../src-shared/model/crash';
import type { InsightCode } from '../../../src-shared/model/monitor';

/** What the board's words mean. */
const insights: Readonly<Record<InsightCode, string>> = {
  'reset-power-on': 'Reset: power-on, or the reset button.',
  'reset-software': 'Reset by the firmware itself: it asked for it, or it has crashed.',
  'reset-brown-out':
    'Reset: the supply voltage fell too low. Use a short, thick USB cable or a better supply.',
  'reset-interrupt-watchdog': 'Reset by the interrupt watchdog: interrupts were off for too long.',
  'reset-task-watchdog': 'Reset by the task watchdog: a task has not let others run.',
  'reset-rtc-watchdog': 'Reset by the RTC watchdog: nothing ran any more.',
  'reset-deep-sleep': 'Woke up from deep sleep.',
  'reset-usb': 'Reset over USB.',
  'reset-other': 'Reset: {reason}.',
  'mode-flash': 'Boots from flash.',
  'mode-download':
    'In download mode: it waits for a flasher. Release BOOT and tap RESET to run the firmware.',
  'mode-other': 'Boot mode {mode}: neither from flash nor for a download. Look at the strapping pins.',
  'boot-loop': 'Starts over again and again: {count} times by now.',
  'invalid-header': 'There is no bootloader in flash, or it is in the wrong place. Flash the whole firmware.',
  'flash-read-error':
    'The flash cannot be read: no bootloader in it, or the wrong flash mode, or a bad connection.',
  'checksum-error': 'What is in flash is damaged: a checksum does not hold. Flash it again.',
  'digest-mismatch': 'What is in flash differs from what was built: its SHA-256 does not hold.',
  'wrong-chip':
    'This firmware is for another chip: the board has chip id {expected}, the image is for {found}.',
  'wrong-revision': 'This firmware is for another revision of the chip: it wants {required}, this is {chip}.',
  'flash-too-small':
    'The firmware expects more flash than the board has. Flash it with the flash size that is there.',
  'flash-larger': 'The firmware uses less flash than the board has.',
  'no-partition-table': 'There is no partition table in flash. Flash the whole firmware.',
  'no-bootable-app': 'There is no app in flash that can be started. Flash the app.',
  'secure-boot-refused': 'Secure boot refuses this firmware: it is not signed with the key of this board.',
  'efuse-error': 'The eFuses cannot be read or do not fit the firmware.',
  'psram-missing': 'The firmware expects PSRAM, and the board has none, or one of another kind.',
  'nvs-unusable':
    'The stored settings (NVS) cannot be used: they are full, or of a newer version. Erase the NVS partition.',
  'out-of-memory': 'The firmware has run out of memory.',
  'brown-out': 'The supply voltage fell too low. Use a short, thick USB cable or a better supply.',
  'task-watchdog': 'A task does not let others run: {tasks} waited too long, while {running} ran.',
  'app-started': 'The app has started.',
  crash: 'The firmware has crashed.',
  'core-dump': 'A core dump came ({sizeBytes} bytes): {state}.',
  'speaks-74880': 'This looks like text at {rightBaud} baud, heard at {baud}: try -b {rightBaud}.',
  garbage: 'This is no text: {sharePercent} % of it cannot be read at {baud} baud. Try another rate.',
};

const crashes: Readonly<Record<CrashKind, string>> = {
  exception: 'Exception',
  abort: 'abort() was called',
  assert: 'An assertion failed',
  'stack-smashing': 'A function has overwritten its stack',
  'stack-overflow': 'The stack of a task has overflowed',
  'interrupt-watchdog': 'Interrupts were off for too long',
  'task-watchdog': 'A task has not let others run',
  'heap-corruption': 'The heap is damaged',
  'cache-error': 'Code or data in flash was used while the flash was busy',
};

/** Why a list of frames ends where it does. */
const ends: Readonly<Record<DecodedCrash['end'], string | null>> = {
  outermost: null,
  'all-printed': null,
  'no-unwind-info': 'The ELF file does not say who called this.',
  'stack-not-printed': 'The board has not printed more of its stack.',
  corrupted: 'The stack is overwritten from here on.',
};

export const enMonitor = {
  about: 'show what a board says, explain it, and talk to it',
  port: 'serial port, socket://host:port, rfc2217://host:port or sim://chip; else the likeliest one',
  baud: 'baud rate; an ESP8266 starts at 74880',
  elf: 'ELF file, or folder with one, that explains crashes (repeatable)',
  printFilter: 'lines of a log by tag and least important level, such as "*:I wifi:W net:N"',
  grep: 'only lines with this regular expression (RE2)',
  invert: 'with --grep: only lines without it',
  timestamps: 'time before each line',
  hex: 'show bytes',
  raw: 'show what comes as it is',
  noReset: 'leave DTR and RTS alone, and the board running',
  log: 'write all lines to this file as well',
  line: 'keep {name} asserted (1) or not (0)',
  eol: 'what Enter sends',
  exitAfter: 'end after so many seconds; with --exit-on, fail then',
  exitOn: 'end as soon as the board has said this',
  badFilter: '“{item}” is no tag with a level: N, E, W, I, D or V',
  badSeconds: 'a number of seconds above 0 is needed',
  hexOrRaw: '--hex and --raw exclude each other',
  linesOnly: '{option} shows bytes, not lines: no filter, no timestamps',

  opened: '{port} at {baud} baud. Ctrl-] ends, Ctrl-T Ctrl-H helps.',
  openedPlain: '{port} at {baud} baud. Ctrl-C ends.',
  closed: 'Closed.',
  help: [
    'Ctrl-]         end',
    'Ctrl-T Ctrl-R  reset the board',
    'Ctrl-T Ctrl-P  reset it into download mode',
    'Ctrl-T Ctrl-Y  pause, and go on: nothing is lost',
    'Ctrl-T Ctrl-L  log to a file, on or off',
    'Ctrl-T Ctrl-T  send Ctrl-T',
    'Ctrl-T Ctrl-]  send Ctrl-]',
    'Ctrl-T Ctrl-H  this',
  ],
  paused: 'Paused. Ctrl-T Ctrl-Y goes on.',
  goesOn: 'Goes on.',
  logOn: 'Logging to {file}.',
  logOff: 'No more logging.',
  lost: 'Connection lost: waiting for the board to come back …',
  back: 'Connected again after {seconds} s.',
  reset: 'Reset.',
  resetToDownload: 'Reset into download mode.',
  failed: '{message} {help}',

  insights,
  appStarted: 'The app has started: {project} {version}.',
  crashes,
  crash: '{title}: {what}',
  needsElf: 'An ELF file would tell where: --elf build/<project>.elf',
  otherElf: 'Careful: {name} is not the ELF file of the firmware on this board.',
  frame: '{pc}  {function}{place}',
  inlined: '            inlined into {function}{place}',
  possible: '{pc}  {function}{place} (perhaps)',
  place: ' at {file}:{line}',
  unknownFunction: '??',
  ends,
  task: 'Task {name}{state}:',
  taskCrashed: ' (crashed)',
} as const;
