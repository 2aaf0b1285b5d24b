import { architectureOf } from '../architecture';
import type { BoardFacts } from '../board-spec';
import { riscvCrash, xtensaCrash } from '../programs/crash-facts';
import type { BootLine, BootScript } from './boot-script';
import type { BootWords } from './boot-words';
import { FirmwareLog } from './firmware-log';

const loadAddresses = {
  riscv: [0x3fcd_5820, 0x403c_bf10, 0x403c_e710],
  xtensa: [0x3fff_0030, 0x4007_8000, 0x4008_0400],
} as const;
const loadSizes = [0x178c, 0x0b14, 0x2f30];

const partitions = [
  ['nvs', 'WiFi data', '01 02 00009000 00006000'],
  ['phy_init', 'RF data', '01 01 0000f000 00001000'],
  ['factory', 'factory app', '00 00 00010000 00100000'],
] as const;

/** The start of an ESP-IDF app that is simulated: what its ROM, its bootloader and the app itself say before it does anything. */
export function bootProgram(facts: BoardFacts, words: BootWords): BootScript {
  const rom = romLines(facts, words).map((text): BootLine => ({ by: 'rom', text }));
  const log = new FirmwareLog();
  secondStage(log);
  describeApp(facts, log);
  const firmware = log.lines.map((text): BootLine => ({ by: 'firmware', text }));
  return { lines: [...rom, ...firmware], end: { type: 'running' } };
}

function romLines(facts: BoardFacts, { loadStyle }: BootWords): string[] {
  const isEsp32 = loadStyle === 'esp32';
  const mode = 'mode:DIO, clock div:1';
  const modeLines = loadStyle === 'spi-mode' ? [`SPI ${mode}`] : ['SPIWP:0xee', mode];
  const addresses = loadAddresses[architectureOf(facts.chip) === 'riscv' ? 'riscv' : 'xtensa'];
  const loads = addresses.map((address, index) => {
    const size = loadSizes[index] ?? 0;
    return `load:0x${address.toString(16)},len:${isEsp32 ? size : `0x${size.toString(16)}`}`;
  });
  const entry = (addresses[1] + 0x10).toString(16);
  const first = isEsp32 ? ['configsip: 0, SPIWP:0xee', mode] : modeLines;
  return [...first, ...loads, `entry 0x${entry}`];
}

function secondStage(log: FirmwareLog): void {
  log.add('I', 'boot', 'ESP-IDF v5.5.1 2nd stage bootloader');
  log.add('I', 'boot', 'compile time Nov  1 2026 12:00:00');
  log.add('I', 'boot', 'Partition Table:');
  log.add('I', 'boot', '## Label            Usage          Type ST Offset   Length');
  for (const [index, [label, usage, numbers]] of partitions.entries())
    log.add('I', 'boot', `${String(index).padStart(2)} ${label.padEnd(16)} ${usage.padEnd(16)} ${numbers}`);
  log.add('I', 'boot', 'End of partition table');
  log.add('I', 'boot', 'Loaded app from partition at offset 0x10000');
}

function describeApp(facts: BoardFacts, log: FirmwareLog): void {
  const { elfSha256 } = architectureOf(facts.chip) === 'riscv' ? riscvCrash : xtensaCrash;
  log.add('I', 'app_init', 'Application information:');
  log.add('I', 'app_init', 'Project name:     bench-node');
  log.add('I', 'app_init', 'App version:      1.4.2');
  log.add('I', 'app_init', 'Compile time:     Nov  1 2026 12:00:00');
  log.add('I', 'app_init', `ELF file SHA256:  ${elfSha256.slice(0, 9)}...`);
  log.add('I', 'app_init', 'ESP-IDF:          v5.5.1');
  log.add('I', 'main_task', 'Calling app_main()');
}
