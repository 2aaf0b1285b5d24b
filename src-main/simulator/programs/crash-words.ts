import type { CrashKind } from '../../../src-shared/model/crash';

/** Where `abort` was called, in the facts of the crash. */
export interface CrashPlace {
  /** The exception of this processor when it reads address 0. */
  readonly exception: string;
  readonly abortPc: number;
  readonly cacheError: string;
}

/** What comes before registers and backtrace. @source ESP-IDF, esp_system/panic.c, newlib/assert.c, heap/multi_heap_poisoning.c */
export function crashHeadline(kind: CrashKind, place: CrashPlace): readonly string[] {
  const guru = (reason: string, description = ''): string =>
    `Guru Meditation Error: Core  0 panic'ed (${reason}). ${description}`;
  switch (kind) {
    case 'exception':
      return [guru(place.exception, 'Exception was unhandled.')];
    case 'cache-error':
      return [guru(place.cacheError)];
    case 'interrupt-watchdog':
      return [guru('Interrupt wdt timeout on CPU0')];
    case 'abort':
    case 'task-watchdog':
      return ['', `abort() was called at PC ${hex(place.abortPc)} on core 0`];
    case 'assert':
      return ['', 'assert failed: measure sensor.c:42 (sample != NULL)'];
    case 'stack-smashing':
      return ['', 'Stack smashing protect failure!'];
    case 'stack-overflow':
      return ['', '***ERROR*** A stack overflow in task sensor has been detected.'];
    case 'heap-corruption':
      return [
        'CORRUPT HEAP: Bad tail at 0x3ffb5f04. Expected 0xbaad5678 got 0x00000000',
        '',
        'assert failed: multi_heap_free multi_heap_poisoning.c:279 (head != NULL)',
      ];
  }
}

/** Whether the processor tells its registers: Xtensa chips do so only when it was an exception. */
export function isException(kind: CrashKind): boolean {
  return kind === 'exception' || kind === 'cache-error' || kind === 'interrupt-watchdog';
}

/** Four a line. @source ESP-IDF, esp_system/port/arch, panic_print_registers */
export function registerLines(registers: Readonly<Record<string, number>>): readonly string[] {
  const cells = Object.entries(registers).map(([name, value]) => `${name.padEnd(8)}: ${hex(value)}  `);
  const lines = ['Core  0 register dump:'];
  for (let at = 0; at < cells.length; at += 4) lines.push(cells.slice(at, at + 4).join(''));
  return lines;
}

/** What is left to say after registers and backtrace. */
export function elfLines(elfSha256: string): readonly string[] {
  return ['', '', '', '', `ELF file SHA256: ${elfSha256.slice(0, 9)}`, ''];
}

export function hex(value: number): string {
  return `0x${bareHex(value)}`;
}

export function bareHex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
