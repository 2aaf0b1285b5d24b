import { architectureOf } from '../architecture';
import type { BootEnd } from '../boot/boot-script';
import { riscvStateLines } from './crash-text-riscv';
import { xtensaStateLines } from './crash-text-xtensa';
import type { ProgramHost } from './program-host';

export const watchdogTag = 'task_wdt';

/** What the task watchdog has found out. @source ESP-IDF, esp_system/task_wdt */
export function complainOfHog(host: ProgramHost): void {
  for (const text of [
    'Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:',
    ' - IDLE0 (CPU 0)',
    'Tasks currently running:',
    'CPU 0: main',
  ])
    host.log('E', watchdogTag, text);
}

const patienceMs = 5000;

/** A task that lets no other run, which is complained of and changes nothing. */
export async function runHog(host: ProgramHost): Promise<BootEnd> {
  await host.wait(0);
  host.log('I', 'main', 'counting, without a pause');
  const isRiscv = architectureOf(host.facts.chip) === 'riscv';
  for (;;) {
    await host.wait(patienceMs);
    complainOfHog(host);
    host.log('E', watchdogTag, `Print CPU 0 (current core) ${isRiscv ? 'registers' : 'backtrace'}`);
    for (const line of isRiscv ? riscvStateLines() : xtensaStateLines()) host.line(line);
    await host.drained();
  }
}
