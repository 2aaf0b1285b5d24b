import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { it } from 'vitest';
import { findElectron, hasDisplay } from '../../scripts/lib/runtimes.mjs';
import { printTable } from './print-table';

const rounds = 3;
const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(2);

async function electronStart(executablePath: string): Promise<string> {
  const userData = await mkdtemp(path.join(os.tmpdir(), 'kiln-bench-'));
  const start = performance.now();
  const app = await _electron.launch({
    executablePath,
    args: [...(asRoot ? ['--no-sandbox'] : []), process.cwd()],
    env: { ...(process.env as Record<string, string>), KILN_USER_DATA: userData },
  });
  const window = await app.firstWindow();
  await window.getByTestId('drop-zone').first().waitFor();
  const taken = seconds(start);
  await app.close();
  await rm(userData, { recursive: true, force: true });
  return taken;
}

async function hostStart(): Promise<string> {
  const userData = await mkdtemp(path.join(os.tmpdir(), 'kiln-bench-'));
  const start = performance.now();
  const host = spawn(process.execPath, ['dist/browser-host/index.js'], {
    env: { ...process.env, KILN_USER_DATA: userData },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => host.stdout.once('data', () => resolve()));
  const taken = seconds(start);
  host.kill();
  await new Promise((resolve) => host.once('close', resolve));
  await rm(userData, { recursive: true, force: true });
  return taken;
}

async function repeated(name: string, work: () => Promise<string>): Promise<string[]> {
  const taken: string[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await work());
  return [name, ...taken];
}

it('from start to something to look at', async () => {
  const rows = [await repeated('browser host, until its address', hostStart)];
  const electron = findElectron();
  if (electron === null || !hasDisplay()) console.warn('skipped: no Electron runtime or no display');
  else rows.push(await repeated('Electron, until the Flash page stands', () => electronStart(electron)));
  printTable(['start', ...Array.from({ length: rounds }, (_, round) => `s, round ${round + 1}`)], rows);
});
