import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { realClock } from '../../src-main/platform/real-clock';
import { sleep } from '../../src-shared/time/clock';
import { atEnd } from './rfc2217-setup';

/** Where a system keeps programs that are not for everybody. */
const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;
const env = { ...process.env, PATH: searchPath };

function runs(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { env, stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

export const hasSocat = runs('socat', '-V');
export const hasSer2net = runs('ser2net', '-v');

/** A Python that has pyserial; null: none. */
export const pythonWithSerial =
  ['python3', '/usr/bin/python3'].find((python) => runs(python, '-c', 'import serial')) ?? null;

/** Says aloud why tests are left out. */
export function skipsWithout(isThere: boolean, what: string): boolean {
  if (!isThere) console.warn(`skipped: ${what} is not installed`);
  return !isThere;
}

/** A program that runs until the test has ended. */
export function start(program: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  atEnd(async () => {
    child.kill();
    await ended;
  });
  return child;
}

/** Waits until `look` finds something; what is waited for is another program. */
export async function until<T>(look: () => Promise<T | null>, what: string): Promise<T> {
  const giveUpAt = realClock.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (realClock.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await sleep(realClock, 50);
  }
}

/** True where somebody listens, null where not. */
export function listens(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(null));
  });
}
