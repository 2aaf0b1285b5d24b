import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflate } from 'pako';
import { build } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WorkerCompute } from '../../../src-main/platform/worker-compute';
import { temporaryFolder } from '../../support/temporary-folder';

/** The worker as the product has it: one bundled file. */
async function builtWorker(): Promise<URL> {
  const folder = await temporaryFolder();
  const entry = path.resolve('src-main/platform/compute-worker.ts');
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'worker.mjs' } },
    },
  });
  return pathToFileURL(path.join(folder, 'worker.mjs'));
}

async function scriptedWorker(source: string): Promise<URL> {
  const file = path.join(await temporaryFolder(), 'worker.mjs');
  await writeFile(file, `import { parentPort } from 'node:worker_threads';\n${source}`);
  return pathToFileURL(file);
}

function openCompute(worker: URL): WorkerCompute {
  const compute = new WorkerCompute(worker);
  onTestFinished(() => compute.close());
  return compute;
}

describe('computing in a worker', () => {
  it('gives what it would give here, and leaves the bytes with their owner', async () => {
    const compute = openCompute(await builtWorker());
    const whole = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) >> 3);
    const bytes = whole.subarray(1000, 150_000);
    const [deflated, md5, sha256] = await Promise.all([
      compute.deflate(bytes),
      compute.md5(bytes),
      compute.sha256(bytes),
    ]);
    expect(Buffer.from(inflate(deflated)).equals(bytes)).toBe(true);
    expect(md5).toBe(createHash('md5').update(bytes).digest('hex'));
    expect(Buffer.from(sha256).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(whole).toHaveLength(200_000);
    // A file read by node is a Buffer, whose slice() shares its memory.
    const buffer = Buffer.from(bytes);
    await compute.md5(buffer);
    expect(buffer.equals(bytes)).toBe(true);
  });

  it('rejects what a crashed worker had not answered, and starts another for the next', async () => {
    // Dies of `md5`, answers everything else.
    const compute = openCompute(
      await scriptedWorker(`parentPort.on('message', ({ id, operation, bytes }) => {
        if (operation === 'md5') process.exit(3);
        parentPort.postMessage({ id, bytes });
      });`),
    );
    await expect(compute.md5(Uint8Array.of(1))).rejects.toMatchObject({ code: 'internal' });
    expect([...(await compute.sha256(Uint8Array.of(7)))]).toEqual([7]);
  });

  it('rejects when the worker throws, saying why', async () => {
    const compute = openCompute(
      await scriptedWorker(`parentPort.on('message', () => { throw new Error('out of memory'); });`),
    );
    await expect(compute.deflate(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'internal',
      context: { reason: 'out of memory' },
    });
  });

  it('rejects when the worker is not there at all', async () => {
    const compute = openCompute(new URL('file:///no/such/worker.mjs'));
    await expect(compute.md5(Uint8Array.of(1))).rejects.toMatchObject({ code: 'internal' });
  });

  it('rejects what is left when it is closed', async () => {
    const compute = openCompute(await scriptedWorker(`parentPort.on('message', () => undefined);`));
    const left = compute.md5(Uint8Array.of(1));
    const rejected = expect(left).rejects.toMatchObject({ code: 'internal' });
    await compute.close();
    await rejected;
  });
});
