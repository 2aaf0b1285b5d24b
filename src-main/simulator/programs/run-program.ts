import type { BootEnd } from '../boot/boot-script';
import { runConsole } from './console-program';
import { runCoreDump } from './core-dump-program';
import { runCrash } from './crash-program';
import { runFlood } from './flood-program';
import { runHang } from './hang-program';
import { runLog } from './log-program';
import { runHog } from './task-watchdog';
import { runNumbers } from './numbers-program';
import type { Program } from './program';
import type { ProgramHost } from './program-host';

/** Runs until the board starts over, one way or another. */
export function runProgram(program: Program, host: ProgramHost): Promise<BootEnd> {
  switch (program.type) {
    case 'log':
      return runLog(host);
    case 'numbers':
      return runNumbers(host, program.form);
    case 'flood':
      return runFlood(host, program.linesPerSecond);
    case 'echo':
      return runConsole(host);
    case 'crash':
      return runCrash(host, program.kind, program.afterMs);
    case 'core-dump':
      return runCoreDump(host);
    case 'hog':
      return runHog(host);
    case 'hang':
      return runHang(host, program.end);
    case 'chatter':
      return chatter(host, program.baud);
    case 'brown-out':
      return brownOut(host);
  }
}

/** How often firmware says something that has nothing better to do. */
const chatterMs = 100;

/** Text of firmware that has nothing to do with Espressif's, at its own rate. */
async function chatter(host: ProgramHost, baud: number): Promise<BootEnd> {
  for (let count = 1; ; count++) {
    await host.wait(chatterMs);
    host.setBaud(baud);
    host.line(`sensor ${count}: 21.5 C, 48 % rh`);
  }
}

const brownOutMs = 100;

async function brownOut(host: ProgramHost): Promise<BootEnd> {
  await host.wait(0);
  for (const text of ['', 'Brownout detector was triggered', '']) host.line(text);
  return { type: 'reset', reason: 'brown-out', afterMs: brownOutMs };
}
