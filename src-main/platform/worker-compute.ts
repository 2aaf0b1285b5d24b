import { Worker } from 'node:worker_threads';
import { AppError } from '../../src-shared/errors/app-error';
import type { Compute } from '../engine/engine-context';
import type { ComputeAnswer, ComputeOperation, ComputeRequest } from './compute-messages';

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: AppError) => void;
}

/** Compute in a worker thread, so that compressing megabytes never holds up the window or a port. */
export class WorkerCompute implements Compute {
  readonly #workerFile: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;

  /** `workerFile`: the built `compute-worker.js`. The worker starts with the first thing to compute. */
  constructor(workerFile: URL) {
    this.#workerFile = workerFile;
  }

  deflate(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#ask('deflate', bytes);
  }

  async md5(bytes: Uint8Array): Promise<string> {
    return Buffer.from(await this.#ask('md5', bytes)).toString('hex');
  }

  sha256(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#ask('sha256', bytes);
  }

  /** Ends the worker; what it had not answered is rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    this.#abandon(worker, 'the compute worker was closed');
    await worker.terminate();
  }

  #ask(operation: ComputeOperation, bytes: Uint8Array): Promise<Uint8Array> {
    const worker = this.#worker ?? this.#start();
    const id = this.#nextId++;
    // The caller keeps its bytes, so a copy travels: transferring the original would empty it. A Buffer's slice() is no copy.
    const copy = new Uint8Array(bytes);
    const request: ComputeRequest = { id, operation, bytes: copy };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage(request, [copy.buffer]);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile);
    worker.on('message', (answer: ComputeAnswer) => this.#settle(worker, answer));
    worker.on('error', (error: unknown) =>
      this.#abandon(worker, error instanceof Error ? error.message : String(error)),
    );
    worker.on('exit', (code) => this.#abandon(worker, `the compute worker ended with ${code}`));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, answer: ComputeAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // An idle worker must not keep a process alive that has nothing else to do.
    if (this.#waiting.size === 0) worker.unref();
    if ('bytes' in answer) waiting?.resolve(answer.bytes);
    else waiting?.reject(new AppError('internal', { reason: answer.failure }));
  }

  /** Rejects what this worker will not answer any more; the next request starts a new one. */
  #abandon(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new AppError('internal', { reason }));
  }
}
