import type { CrashKind } from '../../../src-shared/model/crash';

/** What the first words of a crash say. */
export interface CrashHead {
  readonly kind: CrashKind;
  readonly core: number | null;
  readonly reason: string | null;
  readonly detail: string | null;
  /** Only the ESP8266's firmware words it so. */
  readonly isEsp8266: boolean;
}

interface Rule {
  /** Is in every line that the pattern matches, and in few others. */
  readonly words: string;
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Partial<CrashHead> & Pick<CrashHead, 'kind'>;
}

/**
 * What is in them is as the board says it.
 * @source ESP-IDF: esp_system/panic.c and port/*, newlib/assert.c, heap/multi_heap_poisoning.c, FreeRTOS port hooks; ESP-IDF
 * Programming Guide, "Fatal Errors"; Arduino core of the ESP8266: core_esp8266_postmortem.cpp; ESP8266 RTOS and NonOS SDK logs
 */
const rules: readonly Rule[] = [
  {
    words: "panic'ed (",
    pattern: /Guru Meditation Error: Core {1,2}(\d{1,2}) panic'ed \(([^\n]{1,100}?)\)(?:\.|\s|$)/,
    read: ([, core, reason = '']) => ({ kind: kindOfReason(reason), core: Number(core), reason }),
  },
  {
    words: 'Guru Meditation Error of type',
    pattern: /Guru Meditation Error of type (\w{1,40}) occurred on core {1,2}(\d{1,2})\./,
    read: ([, reason = '', core]) => ({ kind: kindOfReason(reason), core: Number(core), reason }),
  },
  {
    words: 'abort() was called at PC 0x',
    pattern: /abort\(\) was called at PC (0x[0-9a-f]{8})(?: on core (\d))?/,
    read: ([text, , core]) => ({
      kind: 'abort',
      core: core === undefined ? null : Number(core),
      detail: text,
    }),
  },
  {
    words: 'assert failed: ',
    pattern: /assert failed: (\S{1,200} \S{1,200}:\d{1,6}(?: \([^\n]{1,300}\))?)\s*$/,
    read: ([, detail = '']) => ({ kind: 'assert', detail }),
  },
  {
    words: '" failed: file "',
    pattern:
      /assertion ("[^\n]{1,300}?" failed: file "[^\n"]{1,200}", line \d{1,6}(?:, function: [^\n]{1,200})?)/,
    read: ([, detail = '']) => ({ kind: 'assert', detail }),
  },
  {
    words: '***ERROR*** A stack overflow in task ',
    pattern: /\*\*\*ERROR\*\*\* A stack overflow in task (.{1,32}?) has been detected/,
    read: ([, detail = '']) => ({ kind: 'stack-overflow', detail }),
  },
  {
    words: 'Stack smashing ',
    pattern: /Stack smashing (?:protect failure!|detected)/,
    read: () => ({ kind: 'stack-smashing' }),
  },
  {
    words: 'CORRUPT HEAP: ',
    pattern: /CORRUPT HEAP: ([A-Za-z][^\n]{0,60}? at 0x[0-9a-f]{1,8}[^\n]{0,120})/,
    read: ([, detail = '']) => ({ kind: 'heap-corruption', detail: detail.trim() }),
  },
  {
    words: 'ESP_ERROR_CHECK failed: ',
    pattern: /ESP_ERROR_CHECK failed: (esp_err_t 0x[0-9a-f]{1,8} \([A-Z0-9_ ]{1,60}\) at 0x[0-9a-f]{8})/,
    read: ([, detail = '']) => ({ kind: 'abort', detail }),
  },
  {
    words: 'Undefined behavior of type ',
    pattern: /^Undefined behavior of type (\w{1,60})$/,
    read: ([detail = '']) => ({ kind: 'abort', detail }),
  },
  {
    words: 'terminate called ',
    pattern:
      /^terminate called (?:after throwing an instance of '[^\n]{1,120}'|without an active exception|recursively)/,
    read: ([detail = '']) => ({ kind: 'abort', detail }),
  },
  {
    words: 'Exception (',
    pattern: /^Exception \((\d{1,2})\):\s*$/,
    read: ([, reason = '']) => ({ kind: 'exception', reason, isEsp8266: true }),
  },
  {
    words: 'Fatal exception',
    pattern: /^Fatal exception (?:\()?(\d{1,2})\)?(?:\((\w{1,40})\))?:/,
    read: ([, number = '', name]) => ({
      kind: 'exception',
      reason: number,
      detail: name ?? null,
      isEsp8266: true,
    }),
  },
  {
    words: 'Panic ',
    pattern: /^Panic (\S{1,200}:\d{1,6} [^\n]{1,300})$/,
    read: ([, detail = '']) => ({
      kind: detail.includes('Assertion ') ? 'assert' : 'abort',
      detail,
      isEsp8266: true,
    }),
  },
  {
    words: 'Soft WDT reset',
    pattern: /^Soft WDT reset\s*$/,
    read: ([reason = '']) => ({ kind: 'task-watchdog', reason: reason.trim(), isEsp8266: true }),
  },
  { words: 'Abort called', pattern: /^Abort called\s*$/, read: () => ({ kind: 'abort', isEsp8266: true }) },
  {
    words: 'Unhandled C++ exception: ',
    pattern: /^Unhandled C\+\+ exception: ([^\n]{1,100})$/,
    read: ([, detail = '']) => ({ kind: 'abort', detail, isEsp8266: true }),
  },
  {
    words: 'Stack overflow detected',
    pattern: /^Stack overflow detected\.?\s*$/,
    read: () => ({ kind: 'stack-overflow', isEsp8266: true }),
  },
];

/** Of a line without escape sequences; null for nearly all. A crash may begin in the middle of a line that another task was writing. */
export function readCrashHead(text: string): CrashHead | null {
  for (const { words, pattern, read } of rules) {
    if (!text.includes(words)) continue;
    const match = pattern.exec(text);
    if (match !== null) return { core: null, reason: null, detail: null, isEsp8266: false, ...read(match) };
  }
  return null;
}

function kindOfReason(reason: string): CrashKind {
  if (/^Interrupt wdt timeout/i.test(reason)) return 'interrupt-watchdog';
  if (/\bcache\b/i.test(reason)) return 'cache-error';
  if (/^Stack protection fault/i.test(reason)) return 'stack-overflow';
  return 'exception';
}

/** What the details after a head make of it: the watchpoint at a stack's end, the guard of the RISC-V cores. Null: nothing. */
export function readCrashDetail(text: string): { readonly kind?: CrashKind; readonly detail: string } | null {
  const canary = /Stack canary watchpoint triggered \(([^)\n]{1,32}?)\s*\)/.exec(text)?.[1];
  if (canary !== undefined) return { kind: 'stack-overflow', detail: canary };
  const guarded = /^Detected in task "([^"\n]{1,32})" at 0x/.exec(text)?.[1];
  if (guarded !== undefined) return { detail: guarded };
  const debug = /^Debug exception reason: ([^\n]{1,80}?)\s*$/.exec(text)?.[1];
  return debug === undefined ? null : { detail: debug };
}
