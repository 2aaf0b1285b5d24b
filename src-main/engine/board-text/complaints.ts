import type { InsightCode, InsightSeverity } from '../../../src-shared/model/monitor';
import { bootPatterns } from './boot-patterns';

/** What a line complains of. */
export interface Complaint {
  readonly code: InsightCode;
  readonly severity: InsightSeverity;
  readonly context: Readonly<Record<string, string | number>>;
}

interface Rule {
  readonly code: InsightCode;
  readonly severity: InsightSeverity;
  readonly pattern: RegExp;
  readonly context?: (match: RegExpExecArray) => Readonly<Record<string, string | number>>;
}

const kibi = (text: string | undefined): number => Number(text ?? 0) * 1024;
const spiFlashSizes = ([, actual, expected]: RegExpExecArray): Readonly<Record<string, number>> => ({
  actualBytes: kibi(actual),
  expectedBytes: kibi(expected),
});

/**
 * The first that matches counts: causes before consequences.
 * @source ESP-IDF, components bootloader_support (bootloader_common_loader.c, flash_partitions.c, secure boot), spi_flash, efuse,
 * esp_psram, nvs_flash, heap; boot logs of ROMs
 */
const rules: readonly Rule[] = [
  { code: 'brown-out', severity: 'error', pattern: bootPatterns.brownOut },
  {
    code: 'wrong-chip',
    severity: 'error',
    pattern: /(?:invalid|mismatch) chip id[.,] expected (\d{1,5})(?:,? read|, found) (\d{1,5})/i,
    context: ([, expected, found]) => ({ expected: Number(expected), found: Number(found) }),
  },
  {
    code: 'wrong-revision',
    severity: 'error',
    pattern:
      /image requires (chip rev|efuse blk rev) ([<>]= v[0-9.]{1,9}), but chip is (v[0-9.]{1,9})|mismatch chip revision, expected (\d{1,5}), found (\d{1,5})|chip is revision (v?[0-9.]{1,9}),? but the application is configured for (?:minimum|maximum) revision (v?[0-9.]{1,9})|chip version (\S{1,12}) .{0,40}required/i,
    context: ([, what, required, chip, expected, found, isRevision, minimum, version]) => ({
      what: what?.toLowerCase() ?? 'chip rev',
      required: required ?? expected ?? minimum ?? version ?? '',
      chip: chip ?? found ?? isRevision ?? '',
    }),
  },
  {
    code: 'secure-boot-refused',
    severity: 'error',
    pattern:
      /secure boot (?:v2 )?(?:signature )?verification failed|secure boot check fail|sig block \d invalid|signature verification failed|no signatures? (?:blocks? )?(?:were |was )?found|^E \([^)]{1,20}\) secure_boot\w{0,12}: /i,
  },
  {
    code: 'efuse-error',
    severity: 'error',
    pattern: /^E \([^)]{1,20}\) efuse\w{0,12}: |\befuse (?:crc )?error/i,
  },
  {
    code: 'flash-too-small',
    severity: 'error',
    pattern: /detected size\((\d{1,7})k\) smaller than the size in the binary image header\((\d{1,7})k\)/i,
    context: spiFlashSizes,
  },
  {
    code: 'flash-too-small',
    severity: 'error',
    pattern: /offset 0x([0-9a-f]{1,8}) size 0x([0-9a-f]{1,8}) exceeds flash chip size 0x([0-9a-f]{1,8})/i,
    context: ([, offset = '0', size = '0', actual = '0']) => ({
      actualBytes: parseInt(actual, 16),
      expectedBytes: parseInt(offset, 16) + parseInt(size, 16),
    }),
  },
  {
    code: 'flash-larger',
    severity: 'warning',
    pattern: /detected size\((\d{1,7})k\) larger than the size in the binary image header\((\d{1,7})k\)/i,
    context: spiFlashSizes,
  },
  {
    code: 'invalid-header',
    severity: 'error',
    pattern: bootPatterns.invalidHeader,
    context: ([, header]): Readonly<Record<string, string>> => (header === undefined ? {} : { header }),
  },
  { code: 'flash-read-error', severity: 'error', pattern: bootPatterns.flashReadError },
  { code: 'checksum-error', severity: 'error', pattern: bootPatterns.checksumError },
  { code: 'digest-mismatch', severity: 'warning', pattern: bootPatterns.digestMismatch },
  { code: 'no-partition-table', severity: 'error', pattern: bootPatterns.noPartitionTable },
  { code: 'no-bootable-app', severity: 'error', pattern: bootPatterns.noBootableApp },
  {
    code: 'psram-missing',
    severity: 'error',
    pattern:
      /psram id read error|psram chip (?:is )?not found|failed to init external ram|spi ?ram enabled but initiali[sz]ation failed|psram init failed/i,
  },
  {
    code: 'nvs-unusable',
    severity: 'error',
    pattern: /\b(ESP_ERR_NVS_(?:NO_FREE_PAGES|NEW_VERSION_FOUND))\b/,
    context: ([, reason = '']) => ({ reason }),
  },
  {
    code: 'out-of-memory',
    severity: 'error',
    pattern:
      /\bout of memory\b|\bESP_ERR_NO_MEM\b|\bmalloc failed|mem alloc fail|memory allocation (?:of \d{1,10} bytes )?failed|failed to allocate|std::bad_alloc/i,
  },
];

/** Cheap: most lines have none of these. */
const gate =
  /brownout|chip id|chip is|chip rev|chip version|secure.?boot|sig block|signature|efuse|size|invalid header|read err|csum|checksum|comparison|hash failed|partition|bootable|bootable app|psram|external ram|spi ?ram|NVS_N|memory|NO_MEM|malloc|mem alloc|allocate|bad_alloc/i;

/** Logs of these levels do not complain, whatever words are in them. */
const untroubled = /^[IDV] \(/;

/** Of a line without escape sequences; null for nearly all. */
export function readComplaint(text: string): Complaint | null {
  if (untroubled.test(text) || !gate.test(text)) return null;
  for (const { code, severity, pattern, context } of rules) {
    const match = pattern.exec(text);
    if (match !== null) return { code, severity, context: context?.(match) ?? {} };
  }
  return null;
}

/** The ROM gives up, and has said nothing else: there is nothing in flash that it could start. */
export function readGivingUp(text: string): Complaint | null {
  return text.includes('ets_main.c') ? { code: 'invalid-header', severity: 'error', context: {} } : null;
}
