import type { BootLine, BootScript } from './boot-script';

/** `crash`: a mistake in the firmware; `brown-out`: the supply gives way when it starts; `chatter`: it is somebody else's. */
export type BootTrouble = 'crash' | 'brown-out' | 'chatter';

const crash = [
  "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
  'Backtrace: 0x400d2b1c:0x3ffb4f40 0x400d19a7:0x3ffb4f60',
  '',
  'Rebooting...',
];

/** Firmware that comes to nothing, whatever there is in flash; other firmware says what it has to say by itself. */
export function troubledFirmware(trouble: BootTrouble): BootScript {
  switch (trouble) {
    case 'crash':
      return { lines: crash.map(byFirmware), end: { type: 'reset', reason: 'software', afterMs: 300 } };
    case 'brown-out':
      return {
        lines: ['', 'Brownout detector was triggered', ''].map(byFirmware),
        end: { type: 'reset', reason: 'brown-out', afterMs: 100 },
      };
    case 'chatter':
      return { lines: [], end: { type: 'running' } };
  }
}

const byFirmware = (text: string): BootLine => ({ by: 'firmware', text });
