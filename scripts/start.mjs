// `npm start`: install, build, run. Electron where its runtime and a display are to be had, else the same station in a browser.
import path from 'node:path';
import { ensureBuilt, ensureInstalled, root, run } from './lib/project.mjs';
import { fetchElectron, hasDisplay } from './lib/runtimes.mjs';

const args = process.argv.slice(2);
const wantsBrowser = args.includes('--browser');

function electronOrWhyNot() {
  if (wantsBrowser) return { why: 'asked for with --browser' };
  if (!hasDisplay()) return { why: 'there is no display here' };
  const electron = fetchElectron();
  return electron === null ? { why: 'Electron’s runtime is not to be had here' } : { electron };
}

try {
  ensureInstalled();
  await ensureBuilt();
  const { electron, why } = electronOrWhyNot();
  if (electron !== undefined) {
    // Chromium's sandbox refuses to run as root; everybody else keeps it.
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
    process.exitCode = await run(electron, [...(asRoot ? ['--no-sandbox'] : []), root, ...args]);
  } else {
    console.log(
      `No window (${why}): serving the station to a browser on this computer instead. Ctrl+C ends it.`,
    );
    const host = path.join(root, 'dist/browser-host/index.js');
    process.exitCode = await run(process.execPath, [host, ...args.filter((arg) => arg !== '--browser')]);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
