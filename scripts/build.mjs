// Builds everything into dist: renderer, then main, preload, browser host, CLI and worker.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { ensureInstalled, markBuilt, root } from './lib/project.mjs';

ensureInstalled();
process.chdir(root);
rmSync(path.join(root, 'dist'), { recursive: true, force: true });

await build({ configFile: 'src-renderer/vite.config.ts', logLevel: 'warn' });
const { mainBuilds } = await import('../src-main/builds.mjs');
for (const config of mainBuilds) await build({ configFile: false, logLevel: 'warn', ...config });
markBuilt();
console.log('Built into dist.');
