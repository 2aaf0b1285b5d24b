import type { BootEnd } from '../boot/boot-script';
import type { HangEnd } from './program';
import type { ProgramHost } from './program-host';

const saysAfterMs = 500;
const watchdogMs = 5000;

/** Says something, then nothing, with interrupts off, until a watchdog resets it. */
export async function runHang(host: ProgramHost, reason: HangEnd): Promise<BootEnd> {
  await host.wait(0);
  host.log('I', 'main', 'calibrating the sensor');
  await host.wait(saysAfterMs);
  host.log('I', 'sensor', 'waiting for its answer');
  await host.wait(watchdogMs);
  return { type: 'reset', reason, afterMs: 0 };
}
