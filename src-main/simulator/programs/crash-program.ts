import type { CrashKind } from '../../../src-shared/model/crash';
import { architectureOf } from '../architecture';
import type { BootEnd } from '../boot/boot-script';
import { complainOfHog, watchdogTag } from './task-watchdog';
import { esp8266CrashLines } from './crash-text-esp8266';
import { riscvCrashLines } from './crash-text-riscv';
import { xtensaCrashLines } from './crash-text-xtensa';
import { logFor } from './log-program';
import type { ProgramHost } from './program-host';

const rebootMs = 20;

/** Logs for a while, then crashes. */
export async function runCrash(host: ProgramHost, kind: CrashKind, afterMs: number): Promise<BootEnd> {
  await host.wait(0);
  await logFor(host, afterMs);
  return crash(host, kind);
}

/** Says what has happened and starts over. */
export async function crash(host: ProgramHost, kind: CrashKind): Promise<BootEnd> {
  printCrash(host, kind);
  return reboot(host);
}

/** Everything but the last word. */
export function printCrash(host: ProgramHost, kind: CrashKind): void {
  const architecture = architectureOf(host.facts.chip);
  if (architecture === 'xtensa-lx106') for (const line of esp8266CrashLines(kind)) host.line(line);
  else {
    if (kind === 'task-watchdog') {
      complainOfHog(host);
      host.log('E', watchdogTag, 'Aborting.');
    }
    const lines = architecture === 'riscv' ? riscvCrashLines(kind) : xtensaCrashLines(kind);
    for (const line of lines) host.line(line);
  }
}

export async function reboot(host: ProgramHost): Promise<BootEnd> {
  if (architectureOf(host.facts.chip) !== 'xtensa-lx106') host.line('Rebooting...');
  await host.drained();
  return { type: 'reset', reason: 'processor', afterMs: rebootMs };
}
