import type { CrashKind, CrashReport } from '../../../src-shared/model/crash';

/** What panic handlers print. @source ESP-IDF Programming Guide, "Fatal Errors"; ESP-IDF, esp_system; Arduino core of the ESP8266 */
const xtensaDump = `Core  0 register dump:
PC      : 0x400e14ed  PS      : 0x00060030  A0      : 0x800d0805  A1      : 0x3ffb5030
A2      : 0x00000000  A3      : 0x00000001  A4      : 0x00000001  A5      : 0x3ffb50dc
A6      : 0x00000000  A7      : 0x00000001  A8      : 0x00000000  A9      : 0x3ffb5000
A10     : 0x00000000  A11     : 0x3ffb2bac  A12     : 0x40082d1c  A13     : 0x06ff1ff8
A14     : 0x3ffb7078  A15     : 0x00000000  SAR     : 0x00000014  EXCCAUSE: 0x0000001d
EXCVADDR: 0x00000004  LBEG    : 0x4000c46c  LEND    : 0x4000c477  LCOUNT  : 0xffffffff
`;
const xtensaBacktrace = `
Backtrace: 0x400e14ed:0x3ffb5030 0x400d0802:0x3ffb5050
`;
const riscvDump = `Core  0 register dump:
MEPC    : 0x420048b4  RA      : 0x420048b8  SP      : 0x3fc8f2f0  GP      : 0x3fc8a600
TP      : 0x3fc8a2ac  T0      : 0x40057fa6  T1      : 0x0000000f  T2      : 0x00000000
S0/FP   : 0x00000011  S1      : 0x00000000  A0      : 0x00000001  A1      : 0x00000001
A2      : 0x00000064  A3      : 0x00000004  A4      : 0x00000001  A5      : 0x00000000
A6      : 0x42001fd6  A7      : 0x00000000  S2      : 0x00000000  S3      : 0x00000000
S4      : 0x00000000  S5      : 0x00000000  S6      : 0x00000000  S7      : 0x00000000
S8      : 0x00000000  S9      : 0x00000000  S10     : 0x00000000  S11     : 0x00000000
T3      : 0x00000000  T4      : 0x00000000  T5      : 0x00000000  T6      : 0x00000000
MSTATUS : 0x00001881  MTVEC   : 0x40380001  MCAUSE  : 0x00000007  MTVAL   : 0x00000000
MHARTID : 0x00000000

Stack memory:
3fc8f2f0: 0x00000000 0x42004878 0x00000001 0x42015ece 0x00000000 0x00000000 0x00000000 0x00000000
3fc8f310: 0x00000001 0x403859b8 0x00000000 0x00000000 0x00000000 0x00000000 0xa5a5a5a5 0xa5a5a5a5
`;
const digest = `

ELF file SHA256: 5f0c1e9d3b7a4826

`;
const reboot = 'Rebooting...\n';
const guru = (reason: string, core = 0): string =>
  `Guru Meditation Error: Core  ${core} panic'ed (${reason}). Exception was unhandled.\n\n`;

export const xtensaException = `${guru('StoreProhibited')}${xtensaDump}${xtensaBacktrace}${digest}${reboot}`;
export const riscvException = `${guru('Store access fault')}${riscvDump}${digest}${reboot}`;
export const esp8266Exception = `
--------------- CUT HERE FOR EXCEPTION DECODER ---------------

Exception (28):
epc1=0x4020104e epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000014 depc=0x00000000

>>>stack>>>

ctx: cont
sp: 3ffffdd0 end: 3fffffc0 offset: 0190
3fffff60:  00000000 3ffee5c4 3ffee59c 40201041
3fffff70:  feefeffe feefeffe feefeffe 3ffee62c  <
<<<stack<<<

--------------- CUT HERE FOR EXCEPTION DECODER ---------------
`;

export interface CrashSample {
  readonly text: string;
  readonly expected: Partial<CrashReport>;
}

/** One of each kind: a kind without a sample does not compile. */
export const crashSamples: Readonly<Record<CrashKind, CrashSample>> = {
  exception: {
    text: xtensaException,
    expected: { architecture: 'xtensa', core: 0, reason: 'StoreProhibited', elfSha256: '5f0c1e9d3b7a4826' },
  },
  abort: {
    text: `\nabort() was called at PC 0x400d66b9 on core 0\n\n${xtensaBacktrace}${digest}${reboot}`,
    expected: { core: 0, reason: null, detail: 'abort() was called at PC 0x400d66b9 on core 0' },
  },
  assert: {
    text: `\nassert failed: app_main main.c:27 (handle != NULL)\n${riscvDump}${digest}${reboot}`,
    expected: { architecture: 'riscv', detail: 'app_main main.c:27 (handle != NULL)' },
  },
  'stack-smashing': {
    text: `\nStack smashing protect failure!\n\nabort() was called at PC 0x400d2138 on core 1\n${xtensaBacktrace}${reboot}`,
    expected: { core: 1 },
  },
  'stack-overflow': {
    text: `\n***ERROR*** A stack overflow in task sensor_task has been detected.\n\n${xtensaBacktrace}${reboot}`,
    expected: { detail: 'sensor_task' },
  },
  'interrupt-watchdog': {
    text: `${guru('Interrupt wdt timeout on CPU1', 1)}${xtensaDump.replace('Core  0', 'Core  1')}${xtensaBacktrace}\nCore  0 register dump:\nPC      : 0x4008ccff  PS      : 0x00060034  A0      : 0x8008baaf  A1      : 0x3ffbcdd0\n\nBacktrace: 0x4008ccfc:0x3ffbcdd0 0x4008baac:0x3ffbcdf0\n${digest}${reboot}`,
    expected: {
      core: 1,
      reason: 'Interrupt wdt timeout on CPU1',
      backtrace: [
        { pc: 0x400e_14ed, sp: 0x3ffb_5030 },
        { pc: 0x400d_0802, sp: 0x3ffb_5050 },
      ],
    },
  },
  'task-watchdog': {
    text: `E (10100) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:\nE (10100) task_wdt:  - IDLE0 (CPU 0)\nE (10100) task_wdt: Tasks currently running:\nE (10100) task_wdt: CPU 0: taskA\nE (10100) task_wdt: CPU 1: IDLE1\nE (10100) task_wdt: Aborting.\nE (10100) task_wdt: Print CPU 0 (current core) backtrace\n\n${xtensaBacktrace}${digest}${reboot}`,
    expected: { detail: 'IDLE0 (CPU 0)' },
  },
  'heap-corruption': {
    text: `CORRUPT HEAP: Bad tail at 0x3ffb7a9c. Expected 0xbaad5678 got 0xbaad5600\n\nassert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)\n\n${xtensaBacktrace}${reboot}`,
    expected: { detail: 'Bad tail at 0x3ffb7a9c. Expected 0xbaad5678 got 0xbaad5600' },
  },
  'cache-error': {
    text: `${guru('Cache disabled but cached memory region accessed')}${xtensaDump}${xtensaBacktrace}${reboot}`,
    expected: { reason: 'Cache disabled but cached memory region accessed' },
  },
};
