import type {
  CoreDumpInfo,
  CrashReport,
  DecodedCoreDump,
  DecodedCrash,
  DecodedFrame,
  ElfInfo,
  SourcePlace,
} from '../../src-shared/model/crash';
import {
  insightCodes,
  type InsightCode,
  type InsightSeverity,
  type MonitorFindings,
  type MonitorInsight,
} from '../../src-shared/model/monitor';

/* What a monitored board may have said, as a station would tell of it. */

export const sampleCrashAtMs = Date.UTC(2026, 10, 21, 10, 31, 9);

export const sampleElf: ElfInfo = {
  id: '4f0c1d9ab37e6652c8e1f0a97b3d2c4e5f60718293a4b5c6d7e8f90112233445',
  name: 'greenhouse.elf',
  sizeBytes: 9_412_608,
  addedAtMs: sampleCrashAtMs - 86_400_000,
  architecture: 'riscv',
  hasLines: true,
};

export const otherElf: ElfInfo = {
  ...sampleElf,
  id: 'a07b3d2c4e5f60718293a4b5c6d7e8f901122334454f0c1d9ab37e6652c8e1f0',
  name: 'firmware.elf',
  addedAtMs: sampleCrashAtMs - 864_000_000,
  hasLines: false,
};

export function sampleInsight(code: InsightCode, change: Partial<MonitorInsight> = {}): MonitorInsight {
  const index = insightCodes.indexOf(code);
  return {
    id: 1000 + index,
    code,
    severity: 'info',
    line: index,
    atMs: sampleCrashAtMs + index * 40,
    context: {},
    ...change,
  };
}

export const sampleCrash: CrashReport = {
  id: 7,
  firstLine: 60,
  lastLine: 96,
  atMs: sampleCrashAtMs,
  kind: 'exception',
  architecture: 'riscv',
  core: 0,
  reason: 'Load access fault',
  detail: null,
  registers: { MEPC: 0x4200_8a1c, RA: 0x4200_8a4e, SP: 0x3fc9_1f40, MTVAL: 0x0000_0010, MCAUSE: 5 },
  backtrace: [],
  backtraceCorrupted: false,
  stack: { address: 0x3fc9_1f40, hex: '00'.repeat(64) },
  elfSha256: sampleElf.id.slice(0, 16),
  complete: true,
};

export const place = (name: string, file: string, line: number): SourcePlace => ({
  function: name,
  file,
  line,
  column: 0,
});

export function frame(
  kind: DecodedFrame['kind'],
  pc: number,
  ...places: readonly SourcePlace[]
): DecodedFrame {
  return { kind, pc, places };
}

export const sampleDecodedCrash: DecodedCrash = {
  elf: sampleElf,
  match: 'same',
  frames: [
    frame(
      'exact',
      0x4200_8a1c,
      place('sensor_value', '/project/main/sensor.h', 31),
      place('read_sensor', '/project/main/sensor.c', 112),
    ),
    frame('caller', 0x4200_8a4e, place('measure_task', '/project/main/main.c', 87)),
    frame('caller', 0x4038_4f12, place('vPortTaskWrapper', '/idf/components/freertos/port.c', 234)),
    frame('possible', 0x4200_9c30, place('http_event', '/project/main/upload.c', 55)),
    frame('possible', 0x4200_1234),
  ],
  registers: [
    { name: 'RA', frame: frame('exact', 0x4200_8a4e, place('measure_task', '/project/main/main.c', 87)) },
  ],
  end: 'stack-not-printed',
};

export const sampleDump: CoreDumpInfo = {
  id: 9,
  firstLine: 100,
  lastLine: 240,
  atMs: sampleCrashAtMs + 400,
  sizeBytes: 14_336,
  state: 'whole',
  format: '2.1 ELF, SHA-256',
  tasks: [
    { name: 'IDLE', crashed: false, tcb: 0x3fc9_0000, pc: 0x4038_1000, sp: 0x3fc9_0100, stackBytes: 420 },
    { name: 'measure', crashed: true, tcb: 0x3fc9_1000, pc: 0x4200_8a1c, sp: 0x3fc9_1f40, stackBytes: 1200 },
    { name: 'wifi', crashed: false, tcb: 0x3fc9_2000, pc: 0x4038_2000, sp: 0x3fc9_2100, stackBytes: 812 },
  ],
  elfSha256: sampleElf.id,
};

export const sampleDecodedDump: DecodedCoreDump = {
  elf: sampleElf,
  match: 'same',
  tasks: [
    { frames: [frame('exact', 0x4038_1000, place('esp_pm_idle', '/idf/pm.c', 9))], end: 'outermost' },
    { frames: sampleDecodedCrash.frames, end: 'outermost' },
    { frames: [frame('exact', 0x4038_2000, place('ppTask', '', 0))], end: 'no-unwind-info' },
  ],
};

export const noFindings = (monitor: string): MonitorFindings => ({
  monitor,
  insights: [],
  crashes: [],
  coreDumps: [],
});

/** What a station says of each code, with all that it can say. */
export const sampleInsightContexts: Readonly<Partial<Record<InsightCode, MonitorInsight['context']>>> = {
  'reset-power-on': { reason: 'POWERON', number: 1, chip: 'esp32c3' },
  'reset-software': { reason: 'SW_CPU_RESET', number: 12 },
  'reset-brown-out': { reason: 'BROWN_OUT', number: 15 },
  'reset-other': { reason: 'GLITCH_RTC_RESET', number: 23 },
  'mode-flash': { mode: 'SPI_FAST_FLASH_BOOT', number: 12 },
  'mode-download': { mode: 'DOWNLOAD(USB/UART0)', number: 4 },
  'mode-other': { mode: 'SDIO_REI_FEO_V1_BOOT', number: 0 },
  'boot-loop': { count: 5, endedBy: 'Load access fault, TG0WDT_SYS_RST' },
  'invalid-header': { header: '0xffffffff' },
  'wrong-chip': { expected: 5, found: 0 },
  'wrong-revision': { what: 'chip rev', required: '>= v0.3', chip: 'v0.2' },
  'flash-too-small': { actualBytes: 2 * 1024 * 1024, expectedBytes: 4 * 1024 * 1024 },
  'flash-larger': { actualBytes: 8 * 1024 * 1024, expectedBytes: 4 * 1024 * 1024 },
  'nvs-unusable': { reason: 'ESP_ERR_NVS_NO_FREE_PAGES' },
  'task-watchdog': { tasks: 'IDLE0 (CPU 0)', running: 'CPU 0: measure' },
  'app-started': { project: 'greenhouse', version: '1.4.2', idf: 'v5.4.1', elfSha256: '4f0c1d9ab37e6652' },
  crash: { crash: 7, kind: 'exception', reason: 'Load access fault' },
  'core-dump': { dump: 9, state: 'whole', sizeBytes: 14_336 },
  'speaks-74880': { baud: 115_200, rightBaud: 74_880, chip: 'esp8266' },
  garbage: { baud: 115_200, sharePercent: 61 },
};

const errors: ReadonlySet<InsightCode> = new Set([
  'reset-brown-out',
  'boot-loop',
  'invalid-header',
  'flash-read-error',
  'checksum-error',
  'wrong-chip',
  'wrong-revision',
  'flash-too-small',
  'no-partition-table',
  'no-bootable-app',
  'secure-boot-refused',
  'efuse-error',
  'psram-missing',
  'nvs-unusable',
  'out-of-memory',
  'brown-out',
  'crash',
]);
const infos = /^(?:reset-(?:power|soft|deep|usb|other)|mode-(?:flash|download)|app-started|core-dump)/;

function severityOf(code: InsightCode): InsightSeverity {
  if (errors.has(code)) return 'error';
  return infos.test(code) ? 'info' : 'warning';
}

/** One of each code. */
export const everyInsight: readonly MonitorInsight[] = insightCodes.map((code) =>
  sampleInsight(code, { severity: severityOf(code), context: sampleInsightContexts[code] ?? {} }),
);
