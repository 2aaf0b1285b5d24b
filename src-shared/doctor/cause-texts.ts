import type { Cause } from '../model/diagnosis';

export interface CauseText {
  /** What is wrong, as a headline. `{name}` stands for a value of the diagnosis' context. */
  readonly title: string;
  /** Why it probably is so. */
  readonly explanation: string;
  /** What to do, in this order. */
  readonly steps: readonly string[];
}

/** Cause → words; the other languages are in the locale files. */
export const causeTexts: Readonly<Record<Cause, CauseText>> = {
  healthy: {
    title: 'Nothing is wrong with this connection.',
    explanation: 'Everything that was looked at answers as it should.',
    steps: ['Try again what did not work. If it fails once more, save the log: it shows where.'],
  },
  'no-adapter': {
    title: 'No board is on USB.',
    explanation:
      'This computer sees nothing that could be a board. Most often the cable only charges, or the board has no power.',
    steps: [
      'Use a USB cable that carries data: one that has moved files before.',
      'Plug it straight into the computer, without a hub.',
      'Look for a power lamp on the board. If it stays dark, try another USB port.',
      'If the board has two USB sockets, try the other one.',
    ],
  },
  'no-driver': {
    title: 'The adapter is there, but its driver is not.',
    explanation: 'This computer sees {adapter} on USB, but has made no serial port of it.',
    steps: [
      'Install the driver for {adapter} from its maker.',
      'Unplug the board, wait a second and plug it in again.',
      'Look for the new port in the list.',
    ],
  },
  'no-permission': {
    title: 'You may not open this port.',
    explanation: 'The system lets only members of a group use serial ports, and this user is not one.',
    steps: ['Run: {command}', 'Log out and in again.', 'Open the port again.'],
  },
  busy: {
    title: 'Another program holds the port.',
    explanation: 'Only one program can use a serial port at a time. Held by: {program}.',
    steps: [
      'Close that program, or disconnect its serial monitor.',
      'Try again. Nothing needs to be unplugged.',
    ],
  },
  gone: {
    title: 'The port has gone.',
    explanation:
      'It was there and is not any more: the board was unplugged, or it restarted into another USB mode.',
    steps: ['Plug the board in again.', 'Choose its port in the list: it may have another name now.'],
  },
  silent: {
    title: 'The board says nothing at all.',
    explanation:
      'Not a single byte came, whatever was tried: no power, a wrong port, or RX and TX are swapped.',
    steps: [
      'Check that the board has power.',
      'Check that this is the port of the board and not of something else.',
      'With an adapter of your own: its TX goes to the board’s RX, its RX to the board’s TX, and both share ground.',
      'Hold BOOT, tap RESET, release BOOT, then try again.',
    ],
  },
  'wrong-rate': {
    title: 'Something talks, but at another rate.',
    explanation:
      'What comes from the board makes sense at {baud} baud. Its firmware runs; the loader does not.',
    steps: ['Hold BOOT, tap RESET, release BOOT, then try again.'],
  },
  'wrong-crystal': {
    title: 'The board’s crystal is not the usual one.',
    explanation: 'The chip’s loader talks at {baud} baud, as it does with a crystal of another frequency.',
    steps: ['Choose 115200 baud as the rate and try again.', 'If it stays, switch the stub flasher off.'],
  },
  noise: {
    title: 'Only noise comes from the board.',
    explanation: 'Bytes come, but they make sense at no rate: a loose wire, missing ground or a bad supply.',
    steps: [
      'Check the ground wire between adapter and board.',
      'Use a short cable, straight into the computer.',
      'Check the supply: 3.3 V, and enough of it (500 mA).',
    ],
  },
  echo: {
    title: 'Only Kiln’s own bytes come back.',
    explanation:
      'What is sent returns unchanged: RX and TX are bridged, or nothing but the adapter is connected.',
    steps: [
      'Look for a solder bridge or a jumper between RX and TX.',
      'Check that the board is connected to the adapter at all.',
    ],
  },
  'normal-boot': {
    title: 'The board starts its firmware instead of the loader.',
    explanation: 'It printed a normal boot log, so BOOT was not held while it was reset.',
    steps: [
      'Hold the BOOT button (on some boards: FLASH, IO0, IO9).',
      'Tap RESET (or EN) and release it.',
      'Release BOOT, then try again.',
      'Without buttons: connect the boot pin to ground while you plug the board in.',
    ],
  },
  'tx-not-wired': {
    title: 'The board does not hear Kiln.',
    explanation: 'It waits for a download, and says so, but nothing that is sent reaches it.',
    steps: [
      'Check the wire from the adapter’s TX to the board’s RX.',
      'Check that nothing else drives that pin: another adapter, a sensor, a jumper.',
    ],
  },
  'brown-out': {
    title: 'The supply breaks down.',
    explanation: 'The chip reported that its voltage fell too low, and restarted.',
    steps: [
      'Use a shorter or thicker cable, another USB port, or a powered hub.',
      'Unplug what else the board feeds: displays, servos, lamps.',
      'With a supply of your own: 3.3 V and at least 500 mA.',
    ],
  },
  'boot-loop': {
    title: 'The board restarts again and again.',
    explanation: 'Its firmware crashes at once, and that gets in the way of connecting.',
    steps: [
      'Hold BOOT, tap RESET, release BOOT: the loader starts instead of the firmware.',
      'Try again, and flash firmware that works.',
    ],
  },
  'wrong-chip': {
    title: 'The board has another chip than the one chosen.',
    explanation: 'It is an {actual}, but {expected} was chosen.',
    steps: ['Set the chip back to “detect” in the options.', 'Use firmware that is made for the {actual}.'],
  },
  secured: {
    title: 'This board is secured.',
    explanation: 'Its maker has locked it: {detail}. The connection is good; the chip refuses on purpose.',
    steps: [
      'Ask whoever made the board for firmware that is signed and encrypted for it.',
      'What is locked by eFuses cannot be unlocked again.',
    ],
  },
  'flash-missing': {
    title: 'The chip answers, its flash memory does not.',
    explanation: 'The flash gave no sensible id ({id}).',
    steps: [
      'Check the solder joints of flash chip or module.',
      'Check that nothing is connected to the pins of the flash (often GPIO 6 to 11).',
      'On an ESP32: check that GPIO 12 is not pulled high, it sets the voltage of the flash.',
    ],
  },
};

/** Evidence → words; `{name}` stands for a value of its context. */
export const evidenceTexts: Readonly<Record<string, string>> = {
  'port-listed': 'The system lists {port} ({label}).',
  'adapter-without-port': '{adapter} is on USB ({ids}), and the system has made no port of it.',
  'usb-looked-at': '{count} devices are on USB; none of them waits for a driver of a serial port.',
  'port-opened': '{port} could be opened.',
  'port-refused': '{port} could not be opened: {reason}',
  'port-held': '{program} has it open.',
  'group-missing': '{port} belongs to the group {group}; {user} is not in it.',
  'group-not-in-force':
    '{port} belongs to the group {group}; {user} is in it, but was not when this session began: log out and in again.',
  'no-reset-lines': '{port} has no reset lines: the board has to be reset by hand.',
  'no-bytes': 'Nothing came in {seconds} s after a reset.',
  'bytes-read': '{count} bytes came at {baud} baud after a reset.',
  'boot-text': 'The board printed a boot log.',
  'download-waiting': 'The chip says that it waits for a download.',
  'download-disabled': 'The chip says that its download mode is disabled.',
  'rate-readable': 'What comes is text at {baud} baud.',
  'rates-tried': 'It is no text at any of {count} other rates.',
  'sync-answered': 'The loader answered.',
  'sync-silent': 'The loader did not answer to {count} calls.',
  'echo-heard': 'What was sent came back unchanged {count} times.',
  'chip-found': 'The chip is an {chip}.',
};
