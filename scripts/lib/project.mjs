// What the commands share: where the project is, whether it is installed and built, and how to run something in it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const builtStamp = path.join(root, 'dist/.built');
const windows = process.platform === 'win32';

/** Runs a program with its output shown. Resolves with its exit status. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const passOn = (signal) => child.kill(signal);
    process.once('SIGINT', passOn).once('SIGTERM', passOn);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
      resolve(code ?? (signal ? 130 : 1));
    });
  });
}

/** The script of an installed package, to be run by this Node: needs no shell and no executable bit. */
export const packageScript = (file) => path.join(root, 'node_modules', file);

/** Installs the packages when the lock file is newer than what is installed. */
export function ensureInstalled() {
  const folder = path.join(root, 'node_modules');
  // Installing through a link would empty somebody else's folder.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const marker = path.join(folder, '.package-lock.json');
  if (existsSync(marker) && modified(marker) >= modified(path.join(root, 'package-lock.json'))) return;
  console.log('Installing packages …');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
  });
  if (done.status !== 0) throw new Error('The packages could not be installed: see the lines above.');
}

const modified = (file) => statSync(file).mtimeMs;

function newestBelow(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestBelow(file) : modified(file));
  }
  return newest;
}

/** Whether dist was built from the sources as they are now. */
export function isBuilt() {
  if (!existsSync(builtStamp)) return false;
  const sources = ['src-shared', 'src-main', 'src-renderer', 'resources'].map((f) => path.join(root, f));
  const newest = Math.max(...sources.map(newestBelow), modified(path.join(root, 'package.json')));
  return modified(builtStamp) >= newest;
}

export function markBuilt() {
  mkdirSync(path.dirname(builtStamp), { recursive: true });
  writeFileSync(builtStamp, '');
}

export async function ensureBuilt() {
  if (isBuilt()) return;
  const status = await run(process.execPath, [path.join(root, 'scripts/build.mjs')]);
  if (status !== 0) throw new Error('Kiln could not be built: see the lines above.');
}
