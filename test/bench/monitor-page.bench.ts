import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { expect, it } from 'vitest';
import { findChromium } from '../../scripts/lib/runtimes.mjs';
import { printTable } from './print-table';

/** 10 MB of log at what 3,000,000 baud carry. */
const totalLines = 133_000;
const bytesPerSecond = 300_000;
const tickMs = 10;

/** 75 bytes with its line end, in the colours of ESP-IDF. */
const logLine = (number: number): string =>
  `\x1b[0;32mI (${String(number).padStart(8, '0')}) bench: seq ${String(number).padStart(7, '0')} temperature 21.5 C, ok\x1b[0m\r\n`;

interface Turns {
  readonly longestMs: number;
  readonly percentile99Ms: number;
  readonly rssBytes: number;
}

/** A board behind a socket that talks when it is told to. */
async function talkingBoard(): Promise<{ server: Server; url: string; talk: () => Promise<void> }> {
  let socket: Socket | null = null;
  const server = createServer((connection) => {
    socket = connection;
    connection.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: `socket://127.0.0.1:${port}`,
    talk: async () => {
      const start = performance.now();
      for (let number = 0; number < totalLines;) {
        await new Promise((resolve) => setTimeout(resolve, tickMs));
        const due = ((performance.now() - start) / 1000) * bytesPerSecond;
        let text = '';
        while (number < totalLines && number * logLine(0).length + text.length < due)
          text += logLine(number++);
        socket?.write(text);
      }
    },
  };
}

/** Frames drawn while `work` goes on, as the page sees them. */
async function framesWhile(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    const note = (): void => {
      frames.push(performance.now());
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await work();
  const at = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  return at.slice(1).map((time, index) => time - (at[index] ?? time));
}

async function openMonitor(page: Page): Promise<void> {
  await page.getByTestId('port-picker').click();
  await page.getByTestId('port-option').filter({ hasText: '127.0.0.1' }).click();
  await page.getByTestId('nav-monitor').click();
  await page.getByTestId('monitor-open').click();
  await page.getByTestId('monitor-follow').waitFor();
}

/** Every line's number, from the file that the page saves. */
async function savedNumbers(page: Page, folder: string): Promise<readonly number[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByTestId('monitor-export')
      .click()
      .then(() => page.getByTestId('monitor-export-text-all').click()),
  ]);
  const file = path.join(folder, 'saved.log');
  await download.saveAs(file);
  return [...(await readFile(file, 'utf8')).matchAll(/seq (\d{7})/g)].map(([, number]) => Number(number));
}

it('10 MB of log through contract and page', async () => {
  const executablePath = findChromium();
  if (executablePath === null) {
    console.warn('skipped: no Chromium found');
    return;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiln-bench-'));
  const turnsFile = path.join(folder, 'turns.json');
  const { server, url, talk } = await talkingBoard();
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify({ networkPorts: [url] }));
  const host = spawn(
    process.execPath,
    ['--import', path.resolve('test/bench/report-turns.mjs'), 'dist/browser-host/index.js'],
    {
      env: { ...process.env, KILN_USER_DATA: folder, KILN_TURNS: turnsFile },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const address = await new Promise<string>((resolve) => {
    let printed = '';
    host.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--enable-precise-memory-info'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const heapMegabytes = (): Promise<number> =>
      page.evaluate(
        () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6,
      );
    await page.goto(address);
    await openMonitor(page);
    const before = await heapMegabytes();
    const start = performance.now();
    const frames = await framesWhile(page, async () => {
      await talk();
      await page
        .locator('.xterm-rows')
        .filter({ hasText: `seq ${String(totalLines - 1).padStart(7, '0')}` })
        .waitFor({ timeout: 60_000 });
    });
    const seconds = (performance.now() - start) / 1000;
    const after = await heapMegabytes();
    const numbers = await savedNumbers(page, folder);
    expect(numbers.every((number, index) => number === index)).toBe(true);
    expect(numbers).toHaveLength(totalLines);
    host.kill('SIGTERM');
    await new Promise((resolve) => host.once('close', resolve));
    const turns = JSON.parse(await readFile(turnsFile, 'utf8')) as Turns;
    const slow = frames.filter((ms) => ms > 1000 / 30).length / frames.length;
    printTable(
      ['what', 'measured'],
      [
        ['lines, none lost', String(numbers.length)],
        ['took, s', seconds.toFixed(1)],
        ['frames a second', (frames.length / seconds).toFixed(1)],
        ['frames over 33 ms, %', (100 * slow).toFixed(1)],
        ['longest frame, ms', Math.max(...frames).toFixed(0)],
        ['page heap before and after, MB', `${before.toFixed(0)}, ${after.toFixed(0)}`],
        ['station: longest turn, ms', turns.longestMs.toFixed(0)],
        ['station: 99 %, ms', turns.percentile99Ms.toFixed(0)],
        ['station: resident, MB', (turns.rssBytes / 1e6).toFixed(0)],
      ],
    );
  } finally {
    await browser.close();
    host.kill();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
