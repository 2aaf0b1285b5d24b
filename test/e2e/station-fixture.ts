import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, chromium, test as base, expect, type Page } from '@playwright/test';
import { findChromium, findElectron, hasDisplay } from '../../scripts/lib/runtimes.mjs';

const root = process.cwd();

/** A running station with its first window, in whichever host the project names. */
export interface Station {
  /** The window now: another one after a restart. */
  readonly page: Page;
  readonly host: 'electron' | 'browser';
  readonly userData: string;
  /** What the page complained about: uncaught errors and refused resources. */
  readonly complaints: readonly string[];
  /** Ends the station and starts it again on the same data. */
  restart(): Promise<void>;
  /** Does what makes the station offer a file, takes it, and answers with where it is. */
  saveFile(offer: () => Promise<void>): Promise<string>;
}

interface Launched {
  readonly page: Page;
  saveFile(offer: () => Promise<void>): Promise<string>;
  close(): Promise<void>;
}

const asRoot = process.platform === 'linux' && process.getuid?.() === 0;

async function launchElectron(executablePath: string, userData: string): Promise<Launched> {
  const app = await _electron.launch({
    executablePath,
    args: [...(asRoot ? ['--no-sandbox'] : []), root],
    env: { ...(process.env as Record<string, string>), KILN_USER_DATA: userData },
  });
  return {
    page: await app.firstWindow(),
    /** In the place of the person who chooses a file name in the system's dialog. */
    async saveFile(offer) {
      const folder = await mkdtemp(path.join(userData, 'saved-'));
      await app.evaluate(({ dialog }, into) => {
        dialog.showSaveDialog = (...given: unknown[]) => {
          const [name] =
            /[^/\\]+$/.exec((given.at(-1) as Electron.SaveDialogOptions).defaultPath ?? '') ?? [];
          return Promise.resolve({ canceled: false, filePath: `${into}/${name ?? 'unnamed'}` });
        };
      }, folder);
      await offer();
      const written = () => readdirSync(folder).filter((name) => !name.endsWith('.tmp'));
      await expect.poll(written).toHaveLength(1);
      return path.join(folder, written()[0] ?? '');
    },
    close: () => app.close(),
  };
}

async function launchBrowser(userData: string): Promise<Launched> {
  const host = spawn(process.execPath, [path.join(root, 'dist/browser-host/index.js')], {
    env: { ...process.env, KILN_USER_DATA: userData },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await addressOf(host);
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: [...(asRoot ? ['--no-sandbox'] : []), '--disable-background-networking'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  return {
    page,
    async saveFile(offer) {
      const [download] = await Promise.all([page.waitForEvent('download'), offer()]);
      const file = path.join(userData, download.suggestedFilename());
      await download.saveAs(file);
      return file;
    },
    async close() {
      await browser.close();
      host.kill('SIGTERM');
      await new Promise((resolve) => host.once('close', resolve));
    },
  };
}

/** The address that the browser host prints when it is ready. */
function addressOf(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    host.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed)?.[0];
      if (address !== undefined) resolve(address);
    });
    host.once('close', (code) => reject(new Error(`the browser host ended with ${code}: ${printed}`)));
  });
}

function whyNot(host: Station['host']): string | null {
  if (host === 'browser') {
    return findChromium() === null ? 'no Chromium found: install one or set CHROMIUM_PATH' : null;
  }
  if (findElectron() === null)
    return 'no Electron runtime found: run npm start once or set ELECTRON_OVERRIDE_DIST_PATH';
  return hasDisplay() ? null : 'no display, and no xvfb-run to make one';
}

export const test = base.extend<{ station: Station }>({
  // Playwright wants the fixtures it is given destructured, even when there are none.
  // eslint-disable-next-line no-empty-pattern
  station: async ({}, use, testInfo) => {
    const host = (testInfo.project.metadata as { host: Station['host'] }).host;
    const why = whyNot(host);
    if (why !== null) console.warn(`skipped in ${testInfo.project.name}: ${why}`);
    test.skip(why !== null, why ?? '');
    const userData = await mkdtemp(path.join(os.tmpdir(), 'kiln-e2e-'));
    const complaints: string[] = [];
    const launch = async (): Promise<Launched> => {
      const started =
        host === 'electron'
          ? await launchElectron(findElectron() ?? '', userData)
          : await launchBrowser(userData);
      listenForComplaints(started.page, complaints);
      return started;
    };
    let launched = await launch();
    try {
      await use({
        get page() {
          return launched.page;
        },
        host,
        userData,
        complaints,
        async restart() {
          await launched.close();
          launched = await launch();
        },
        saveFile: (offer) => launched.saveFile(offer),
      });
    } finally {
      await launched.close();
      await rm(userData, { recursive: true, force: true });
    }
  },
});

function listenForComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
}

export { expect };

/**
 * Drops files as a person would from their file manager: the files come from a file input, so that each keeps the path
 * behind it, and travel in a real `drop` event.
 */
export async function dropFiles(page: Page, selector: string, files: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'test-drop-source';
    input.style.display = 'none';
    document.body.append(input);
  });
  await page.setInputFiles('#test-drop-source', [...files]);
  await page.evaluate((target) => {
    const input = document.querySelector<HTMLInputElement>('#test-drop-source');
    const zone = document.querySelector(target);
    if (input === null || zone === null) throw new Error(`no ${target} to drop on`);
    const dataTransfer = new DataTransfer();
    for (const file of input.files ?? []) dataTransfer.items.add(file);
    for (const type of ['dragenter', 'dragover', 'drop'])
      zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    input.remove();
  }, selector);
}
