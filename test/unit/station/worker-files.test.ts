import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FileProgress } from '../../../src-main/files/file-tasks';
import { WorkerFiles } from '../../../src-main/platform/worker-files';
import type { ImportTask } from '../../../src-main/files/import/import-task';
import { ImportBench, placesOf } from '../../support/import-bench';
import { temporaryFolder } from '../../support/temporary-folder';
import { espIdfFiles } from '../builds/sample-builds';
import { appFor } from '../firmware/sample-images';

/** The worker as the product has it: one bundled file. */
async function builtWorker(): Promise<URL> {
  const folder = await temporaryFolder();
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.resolve('src-main/platform/file-worker.ts'),
      outDir: folder,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs', codeSplitting: false } },
    },
  });
  return pathToFileURL(path.join(folder, 'worker.mjs'));
}

async function scriptedWorker(source: string): Promise<URL> {
  const file = path.join(await temporaryFolder(), 'worker.mjs');
  await writeFile(file, `import { parentPort } from 'node:worker_threads';\n${source}`);
  return pathToFileURL(file);
}

function openFiles(worker: URL): WorkerFiles {
  const files = new WorkerFiles(worker);
  onTestFinished(() => files.close());
  return files;
}

const task: ImportTask = { sources: [], chip: null, merged: 'whole', answers: [], importsFolder: '/nowhere' };
/** Answers each order with its number; its chip says what else it is to do. */
const echo = `
let seen = 0;
parentPort.on('message', ({ id, request }) => {
  if (request.chip === 'hang') for (;;);
  if (request.chip === 'die') process.exit(3);
  if (request.chip === 'throw') throw new Error('out of memory');
  seen += 1;
  parentPort.postMessage({ id, type: 'progress', progress: { done: 1, total: 2 } });
  parentPort.postMessage({ id, type: 'done', result: { outcome: seen, files: [] } });
});`;
/** For the scripted worker, which takes any word for a chip. */
const toldTo = (what: string) => ({ ...task, chip: what as 'esp32' });

describe('the file worker', () => {
  it('takes in what it would take in here, tells how far it is, and lets errors through as they are', async () => {
    const bench = await ImportBench.open(openFiles(await builtWorker()));
    const seen: FileProgress[] = [];
    const source = await bench.asZip(espIdfFiles('esp32c3'));
    const request = { sources: [source], chip: null, merged: 'split', answers: [] } as const;
    const outcome = await bench.firmware.import(request, { onProgress: (progress) => seen.push(progress) });
    if (outcome.type !== 'imported') throw new Error('asked');
    expect(placesOf(outcome.firmware).map(([name, offset]) => [name, offset])).toEqual([
      ['bootloader.bin', 0],
      ['partition-table.bin', 0x8000],
      ['blink.bin', 0x1_0000],
    ]);
    const last = seen.at(-1);
    expect(last?.done).toBe(last?.total);
    const [item] = outcome.firmware.items;
    expect((await bench.firmware.read(item?.file ?? '', item?.sha256 ?? '')).name).toBe('bootloader.bin');

    await expect(bench.ask([await bench.file('b.zip', 'no zip')])).rejects.toMatchObject({
      code: 'archive-invalid',
      context: { name: 'b.zip' },
    });
    const folder = await bench.folderWith({ 'app.bin': appFor('esp32') });
    await truncate(path.join(folder, 'app.bin'), 0x800_0001);
    await expect(bench.ask([{ type: 'path', path: path.join(folder, 'app.bin') }])).rejects.toMatchObject({
      code: 'file-too-large',
    });
  });
});

describe('work in the file worker', () => {
  it('is done one after the other, by one worker', async () => {
    const files = openFiles(await scriptedWorker(echo));
    const results = await Promise.all([1, 2, 3].map(() => files.run('import', task)));
    expect(results.map(({ outcome }) => outcome)).toEqual([1, 2, 3]);
  });

  it('that somebody stops ends at once, in the middle of a loop too, and what waited behind it is done', async () => {
    const files = openFiles(await scriptedWorker(echo));
    await files.run('import', task);
    const controller = new AbortController();
    const hanging = files.run('import', toldTo('hang'), { signal: controller.signal });
    const stopped = expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
    const waiting = files.run('import', task);
    controller.abort();
    await stopped;
    // A new worker counts from the beginning.
    expect((await waiting).outcome).toBe(1);
  });

  it('that is stopped before its turn is never begun, and hurts nobody else', async () => {
    const files = openFiles(await scriptedWorker(echo));
    const controller = new AbortController();
    const first = files.run('import', task);
    const second = files.run('import', toldTo('die'), { signal: controller.signal });
    const third = files.run('import', task);
    const stopped = expect(second).rejects.toMatchObject({ code: 'cancelled' });
    controller.abort();
    await stopped;
    expect([(await first).outcome, (await third).outcome]).toEqual([1, 2]);
    await expect(files.run('import', task, { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it.each(['die', 'throw'])(
    'that makes the worker %s is rejected, and the next has another one',
    async (how) => {
      const files = openFiles(await scriptedWorker(echo));
      await expect(files.run('import', toldTo(how))).rejects.toMatchObject({ code: 'internal' });
      expect((await files.run('import', task)).outcome).toBe(1);
    },
  );

  it('is rejected where there is no worker, and when it is closed', async () => {
    await expect(openFiles(new URL('file:///no/such/worker.mjs')).run('import', task)).rejects.toMatchObject({
      code: 'internal',
    });
    const files = openFiles(await scriptedWorker(echo));
    const left = [files.run('import', toldTo('hang')), files.run('import', task)];
    const rejected = left.map((work) => expect(work).rejects.toMatchObject({ code: 'cancelled' }));
    await files.close();
    await Promise.all(rejected);
  });
});
