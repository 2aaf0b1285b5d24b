import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json';
import { realClock } from '../platform/real-clock';
import { WorkerCompute } from '../platform/worker-compute';
import { WorkerFiles } from '../platform/worker-files';
import { createStation } from '../station';
import { parseBrowserHostArguments } from './arguments';
import { startBrowserHost } from './browser-host';
import { DownloadStore } from './download-store';
import { userDataFolder } from './user-data-folder';

/** This file is built to dist/browser-host/index.js. */
const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const resources = path.resolve(dist, '..', 'resources');

async function main(): Promise<void> {
  const { port, userData } = parseBrowserHostArguments(process.argv.slice(2));
  const compute = new WorkerCompute(new URL('../worker/compute-worker.js', import.meta.url));
  // A worker starts with its first task.
  const fileWorkerFile = new URL('../file-worker/file-worker.js', import.meta.url);
  const files = new WorkerFiles(fileWorkerFile);
  const scans = new WorkerFiles(fileWorkerFile);
  const decoding = new WorkerFiles(fileWorkerFile);
  const downloads = new DownloadStore();
  const station = await createStation({
    userDataFolder: userData ?? userDataFolder(process.env, process.platform, os.homedir()),
    resourcesFolder: resources,
    clock: realClock,
    wallClock: Date.now,
    compute,
    files,
    scans,
    decoding,
    version,
    platform: process.platform,
    host: {
      kind: 'browser',
      firmwareSources: ['upload', 'demo'],
      chooseFirmware: async () => null,
      offerFile: async (file) => ({ type: 'download', url: await downloads.offer(file) }),
    },
  });
  const host = await startBrowserHost({
    station,
    clock: realClock,
    rendererFolder: path.join(dist, 'renderer'),
    iconFile: path.join(resources, 'icons', '32x32.png'),
    temporaryFolder: os.tmpdir(),
    downloads,
    port,
  });
  const stop = async (): Promise<void> => {
    await host.close();
    await station.close();
    await Promise.all([compute, files, scans, decoding].map((worker) => worker.close()));
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  process.stdout.write(`Kiln station: ${host.address}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
