import type { ProgramHost } from './program-host';
import type { BootEnd } from '../boot/boot-script';

const stepMs = 100;

/** Measured values for plots: they swing slowly, each at its own pace. */
export async function runNumbers(host: ProgramHost, form: 'pairs' | 'columns'): Promise<BootEnd> {
  await host.wait(0);
  if (form === 'columns') host.line('temp,hum,rssi');
  for (let turn = 0; ; turn++) {
    await host.wait(stepMs);
    const temperature = (21.5 + 2 * Math.sin(turn / 40)).toFixed(1);
    const humidity = Math.round(48 + 6 * Math.cos(turn / 55));
    const signal = Math.round(-61 + 4 * Math.sin(turn / 13));
    host.line(
      form === 'pairs'
        ? `temp:${temperature} hum:${humidity} rssi:${signal}`
        : `${temperature},${humidity},${signal}`,
    );
  }
}
