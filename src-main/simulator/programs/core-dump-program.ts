import type { BootEnd } from '../boot/boot-script';
import { architectureOf } from '../architecture';
import { coreDumpPieces } from './core-dump-bytes';
import { printCrash, reboot } from './crash-program';
import { logFor } from './log-program';
import type { ProgramHost } from './program-host';

const logsForMs = 1000;
const bytesPerLine = 48;

/** Crashes and prints what it had in memory. The ESP8266's firmware has no such thing: it only crashes. */
export async function runCoreDump(host: ProgramHost): Promise<BootEnd> {
  await host.wait(0);
  await logFor(host, logsForMs);
  printCrash(host, 'exception');
  if (architectureOf(host.facts.chip) !== 'xtensa-lx106') printDump(host);
  return reboot(host);
}

/** Each piece in lines of its own, so that padding can come anywhere. @source ESP-IDF, espcoredump/src/core_dump_uart.c */
function printDump(host: ProgramHost): void {
  const tag = 'esp_core_dump_uart';
  host.log('I', tag, 'Press Enter to print core dump to UART...');
  host.log('I', tag, 'Print core dump to uart...');
  host.line('================= CORE DUMP START =================');
  const pieces = coreDumpPieces(host.facts);
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += bytesPerLine)
      host.line(piece.subarray(at, at + bytesPerLine).toString('base64'));
  host.line('================= CORE DUMP END =================');
  const checksum = pieces.at(-1)?.readUInt32LE() ?? 0;
  host.line(`Coredump checksum='${checksum.toString(16).padStart(8, '0')}'`);
  host.log('I', tag, 'Core dump has been written to uart.');
}
