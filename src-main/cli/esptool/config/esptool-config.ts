import { basename } from 'node:path';
import { AppError, fillText, toAppError } from '../../../../src-shared/errors/app-error';
import { parseResetSequence } from '../../../engine/loader/parse-reset-sequence';
import type { ResetStep } from '../../../engine/requests';
import { en } from '../../locales/en';
import type { FoundConfig } from './find-config';
import type { IniEntry } from './parse-ini';

const words = en.config;
const msPerSecond = 1000;
/** Longer than anybody waits, and small enough for every timer. */
const longestSeconds = 24 * 60 * 60;

type KeyKind = 'seconds' | 'count' | 'sequence';

/** @source Espressif, esptool, configuration file */
const keyKinds = {
  timeout: 'seconds',
  chip_erase_timeout: 'seconds',
  max_timeout: 'seconds',
  sync_timeout: 'seconds',
  md5_timeout_per_mb: 'seconds',
  erase_region_timeout_per_mb: 'seconds',
  erase_write_timeout_per_mb: 'seconds',
  mem_end_rom_timeout: 'seconds',
  serial_write_timeout: 'seconds',
  connect_attempts: 'count',
  write_block_attempts: 'count',
  reset_delay: 'seconds',
  open_port_attempts: 'count',
  custom_reset_sequence: 'sequence',
  custom_hard_reset_sequence: 'sequence',
} as const satisfies Record<string, KeyKind>;

type Key = keyof typeof keyKinds;

/** Kiln waits and repeats in its own way here, so that these change nothing. */
const unusedKeys: ReadonlySet<Key> = new Set([
  'sync_timeout',
  'mem_end_rom_timeout',
  'serial_write_timeout',
  'write_block_attempts',
]);

/** What the configuration file says; what it does not say is undefined. */
export interface EsptoolConfig {
  /** For people: `esptool.cfg`. */
  readonly fileName: string | null;
  /** One answer; per megabyte where the name says so. */
  readonly timeoutsMs: {
    readonly command?: number | undefined;
    readonly eraseChip?: number | undefined;
    readonly longest?: number | undefined;
    readonly md5PerMb?: number | undefined;
    readonly eraseRegionPerMb?: number | undefined;
    readonly eraseAndWritePerMb?: number | undefined;
  };
  readonly connectAttempts?: number | undefined;
  /** 0: for ever. */
  readonly openPortAttempts?: number | undefined;
  /** From EN rising until IO0 is let go. */
  readonly resetDelayMs?: number | undefined;
  readonly customReset?: readonly ResetStep[] | undefined;
  readonly customHardReset?: readonly ResetStep[] | undefined;
  /** What to tell about the file. */
  readonly warnings: readonly string[];
}

export const noConfig: EsptoolConfig = { fileName: null, timeoutsMs: {}, warnings: [] };

type Value = number | readonly ResetStep[];

/** Throws `setting-invalid` for a value that cannot be. Keys that nobody knows are only warned about. */
export function readConfig({ path, section }: FoundConfig): EsptoolConfig {
  const fileName = basename(path);
  const values = new Map<Key, Value>();
  const warnings = section.strayLines.map((line) => fillText(words.strayLine, { file: fileName, line }));
  for (const entry of section.entries) {
    const { key } = entry;
    if (!isKey(key)) {
      warnings.push(fillText(words.unknownKey, { file: fileName, key }));
      continue;
    }
    if (unusedKeys.has(key)) warnings.push(fillText(words.unusedKey, { file: fileName, key }));
    values.set(key, readValue(entry, keyKinds[key], fileName));
  }
  return { fileName, warnings, ...settingsOf(values) };
}

function isKey(key: string): key is Key {
  return Object.hasOwn(keyKinds, key);
}

function readValue({ key, value }: IniEntry, kind: KeyKind, place: string): Value {
  if (kind === 'count' && /^\d{1,9}$/.test(value)) return Number(value);
  if (kind === 'seconds' && /^(\d+\.?\d*|\.\d+)$/.test(value)) {
    const seconds = Number(value);
    if (seconds > 0 && seconds <= longestSeconds) return seconds;
  }
  if (kind === 'sequence') {
    try {
      return parseResetSequence(value);
    } catch (error) {
      if (toAppError(error).code === 'internal') throw error;
    }
  }
  throw new AppError('setting-invalid', { key, place, value, reason: words.reasons[kind] });
}

function settingsOf(values: ReadonlyMap<Key, Value>): Omit<EsptoolConfig, 'fileName' | 'warnings'> {
  const number = (key: Key): number | undefined => {
    const value = values.get(key);
    return typeof value === 'number' ? value : undefined;
  };
  const ms = (key: Key): number | undefined => {
    const seconds = number(key);
    return seconds === undefined ? undefined : seconds * msPerSecond;
  };
  const steps = (key: Key): readonly ResetStep[] | undefined => {
    const value = values.get(key);
    return typeof value === 'number' ? undefined : value;
  };
  return {
    timeoutsMs: {
      command: ms('timeout'),
      eraseChip: ms('chip_erase_timeout'),
      longest: ms('max_timeout'),
      md5PerMb: ms('md5_timeout_per_mb'),
      eraseRegionPerMb: ms('erase_region_timeout_per_mb'),
      eraseAndWritePerMb: ms('erase_write_timeout_per_mb'),
    },
    connectAttempts: number('connect_attempts'),
    openPortAttempts: number('open_port_attempts'),
    resetDelayMs: ms('reset_delay'),
    customReset: steps('custom_reset_sequence'),
    customHardReset: steps('custom_hard_reset_sequence'),
  };
}
