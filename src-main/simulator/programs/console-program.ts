import { crashKinds } from '../../../src-shared/model/crash';
import type { BootEnd } from '../boot/boot-script';
import { crash } from './crash-program';
import type { ProgramHost } from './program-host';

const prompt = 'kiln> ';
const mostTyped = 200;
const restartMs = 100;

const helpLines = [
  'help            what there is',
  'heap            free memory',
  'restart         start over',
  `crash [KIND]    ${crashKinds.join(', ')}`,
];

/** A small console: echoes what is typed and carries out a line at its end, whether that is CR, LF or both. */
export async function runConsole(host: ProgramHost): Promise<BootEnd> {
  await host.wait(0);
  host.line('Type help for a list of commands.');
  host.print(prompt);
  let typed = '';
  let last = '';
  for (;;) {
    for (const character of await host.read()) {
      const endsLine = character === '\r' || character === '\n';
      const isSecondHalf = character === '\n' && last === '\r';
      last = character;
      if (!endsLine) typed = edit(host, typed, character);
      else if (!isSecondHalf) {
        host.print('\r\n');
        const end = await carryOut(host, typed.trim());
        if (end !== null) return end;
        typed = '';
        host.print(prompt);
      }
    }
  }
}

/** The line after one more key; shown as it changes. */
function edit(host: ProgramHost, typed: string, key: string): string {
  if (key === '\b' || key === '\u007f') {
    if (typed !== '') host.print('\b \b');
    return typed.slice(0, -1);
  }
  if (key < ' ' || typed.length >= mostTyped) return typed;
  host.print(key);
  return typed + key;
}

/** Null: the console goes on. */
async function carryOut(host: ProgramHost, command: string): Promise<BootEnd | null> {
  const [name = '', argument, ...rest] = command.split(/\s+/);
  const kind = crashKinds.find((known) => known === (argument ?? 'exception'));
  if (name === 'crash' && kind !== undefined && rest.length === 0) return crash(host, kind);
  if (argument !== undefined) host.line(`no such command: ${command}`);
  else if (name === 'help') for (const line of helpLines) host.line(line);
  else if (name === 'heap') host.line('free heap 231340 bytes');
  else if (name === 'restart') {
    await host.drained();
    return { type: 'reset', reason: 'processor', afterMs: restartMs };
  } else if (name !== '') host.line(`no such command: ${command}`);
  return null;
}
