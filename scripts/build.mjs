// Builds everything into dist: renderer, then main, preload, browser host, CLI and worker.
import { chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { ensureInstalled, markBuilt, root } from './lib/project.mjs';

ensureInstalled();
process.chdir(root);
rmSync(path.join(root, 'dist'), { recursive: true, force: true });

await build({ configFile: 'src-renderer/vite.config.ts', logLevel: 'warn' });
const { mainBuilds } = await import('../src-main/builds.mjs');
for (const config of mainBuilds) await build({ configFile: false, logLevel: 'warn', ...config });
// So that npx and a link in a folder of programs can run it.
chmodSync(path.join(root, 'dist/cli/kiln.js'), 0o755);
markBuilt();
console.log('Built into dist.');
