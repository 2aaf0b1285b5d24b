// How each side of main is bundled. Only what Electron and Node bring, and the serial port's native addon, stay outside.
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = path.dirname(fileURLToPath(import.meta.url));
const dist = path.resolve(sources, '../dist');

const external = [/^node:/, ...builtinModules, 'electron', /^electron\//, 'serialport', /^@serialport\//];

/**
 * @param {string} folder under dist, emptied by the build
 * @param {string} entry under src-main
 * @param {string} file name of the bundle
 * @param {{ format?: 'es' | 'cjs', banner?: string }} [options]
 * @returns {import('vite').InlineConfig}
 */
function nodeBundle(folder, entry, file, { format = 'es', banner = '' } = {}) {
  return {
    root: sources,
    // Node's own resolution: a package's browser build would lack what we use it for.
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.join(sources, entry),
      outDir: path.join(dist, folder),
      emptyOutDir: true,
      // Electron 33 brings Node 20.
      target: 'node20',
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        external,
        output: { format, entryFileNames: file, codeSplitting: false, banner },
      },
    },
  };
}

/** One bundle each; run one after the other. */
export const mainBuilds = [
  nodeBundle('main', 'index.ts', 'index.js'),
  // A sandboxed preload script is one CommonJS file.
  nodeBundle('preload', 'preload/index.ts', 'index.cjs', { format: 'cjs' }),
  nodeBundle('browser-host', 'browser-host/index.ts', 'index.js'),
  nodeBundle('worker', 'platform/compute-worker.ts', 'compute-worker.js'),
  nodeBundle('file-worker', 'platform/file-worker.ts', 'file-worker.js'),
  nodeBundle('cli', 'cli/kiln.ts', 'kiln.js', { banner: '#!/usr/bin/env node' }),
];
