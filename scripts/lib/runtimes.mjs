// Finds what Kiln can run on here: an Electron runtime, a display, a Chromium.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './project.mjs';

const electronPackage = path.join(root, 'node_modules/electron');

/** Electron's executable in a folder with its runtime, by platform. */
function executableIn(folder) {
  const names = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  };
  const file = path.join(folder, names[process.platform] ?? 'electron');
  return existsSync(file) ? file : null;
}

/** The Electron executable that is there already: ELECTRON_OVERRIDE_DIST_PATH first, as Electron itself does. Null: none. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return executableIn(override);
  const pathFile = path.join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const file = path.join(electronPackage, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(file) ? file : null;
}

/** The same, after trying to download it as Electron's package would. */
export function fetchElectron() {
  const found = findElectron();
  if (found !== null || process.env.ELECTRON_OVERRIDE_DIST_PATH) return found;
  console.log('Fetching Electron’s runtime …');
  const done = spawnSync(process.execPath, [path.join(electronPackage, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  return done.status === 0 ? findElectron() : null;
}

export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

const onPath = (program) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file)) ?? null;

/** Runs a Node script on a display: a virtual one where Linux has none, if an Electron is there to be shown on it. */
export function runWithDisplay(args, options = {}) {
  const xvfb = findElectron() !== null && !hasDisplay() ? onPath('xvfb-run') : null;
  return xvfb === null
    ? run(process.execPath, args, options)
    : run(xvfb, ['-a', '-s', '-screen 0 1920x1200x24', process.execPath, ...args], options);
}

/** A Chromium for tests: CHROMIUM_PATH, else one that the system has. Null: none, or only Playwright's own. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : null;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.map(onPath).find((file) => file !== null) ?? null;
}
