import type { BootEnd } from '../boot/boot-script';
import type { ProgramHost } from './program-host';

const tickMs = 20;
/** What it makes up for after the computer was busy with something else. */
const mostBehindMs = 200;
const bitsPerByte = 10;

/** The line with this number, without its end; always as long, so that the rate is even. */
export function floodLine(number: number): string {
  return `seq ${String(number).padStart(7, '0')} all work and no play`;
}

/** Numbered lines, so that it can be told whether one is missing; as fast as the UART goes, or `linesPerSecond`. */
export async function runFlood(host: ProgramHost, linesPerSecond: number | null): Promise<BootEnd> {
  await host.wait(0);
  await host.drained();
  const lineBytes = floodLine(0).length + 2;
  let due = 0;
  let lastMs = host.now();
  for (let number = 1; ;) {
    await host.wait(tickMs);
    const perMs =
      linesPerSecond === null ? host.baud / bitsPerByte / 1000 / lineBytes : linesPerSecond / 1000;
    due += Math.min(host.now() - lastMs, mostBehindMs) * perMs;
    lastMs = host.now();
    let text = '';
    for (; due >= 1; due--) text += `${floodLine(number++)}\r\n`;
    if (text !== '') host.print(text);
  }
}
