import type { ChipId } from '../../src-shared/model/chip';
import type { CrashArchitecture } from '../../src-shared/model/crash';

/** Which processor a chip has, as far as crashes look different. */
export function architectureOf(chip: ChipId): CrashArchitecture {
  if (chip === 'esp8266') return 'xtensa-lx106';
  return chip === 'esp32' || chip === 'esp32s2' || chip === 'esp32s3' ? 'xtensa' : 'riscv';
}
