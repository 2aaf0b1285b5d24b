import { Worker } from 'node:worker_threads';
import { AppError } from '../../src-shared/errors/app-error';
import type { FileRunOptions, FileTaskMap, FileTaskName, FileTasks } from '../files/file-tasks';
import type { FileTaskOrder, FileTaskReport } from './file-messages';

interface Waiting {
  readonly order: FileTaskOrder;
  readonly options: FileRunOptions;
  readonly resolve: (result: FileTaskMap[FileTaskName]['result']) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * File tasks in a worker thread, one after the other: opening and searching megabytes holds up neither the window nor a port.
 * Work that somebody stops ends with its worker, in the middle of a loop too; the next task starts another one.
 */
export class WorkerFiles implements FileTasks {
  readonly #workerFile: URL;
  readonly #queue: Waiting[] = [];
  #running: Waiting | null = null;
  #worker: Worker | null = null;
  #nextId = 1;

  /** `workerFile`: the built `file-worker.js`. */
  constructor(workerFile: URL) {
    this.#workerFile = workerFile;
  }

  run<N extends FileTaskName>(
    name: N,
    request: FileTaskMap[N]['request'],
    options: FileRunOptions = {},
  ): Promise<FileTaskMap[N]['result']> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(new AppError('cancelled'));
    const order: FileTaskOrder = { id: this.#nextId++, name, request };
    return new Promise((resolve, reject) => {
      const stop = (): void => this.#cancel(order.id);
      const end = (): void => signal?.removeEventListener('abort', stop);
      signal?.addEventListener('abort', stop);
      this.#queue.push({
        order,
        options,
        resolve: (result) => {
          end();
          // The order and its answer carry the same number, so that the answer is of the order's kind.
          resolve(result);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      });
      this.#next();
    });
  }

  /** Ends the worker; what it had not done is rejected. */
  async close(): Promise<void> {
    const left = this.#queue.splice(0);
    const worker = this.#worker;
    this.#abandon(worker, new AppError('cancelled'));
    for (const { reject } of left) reject(new AppError('cancelled'));
    await worker?.terminate();
  }

  #next(): void {
    if (this.#running !== null) return;
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    this.#running = waiting;
    const worker = this.#worker ?? this.#start();
    worker.ref();
    worker.postMessage(waiting.order);
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile);
    worker.on('message', (report: FileTaskReport) => this.#take(worker, report));
    worker.on('error', (error: unknown) => this.#abandon(worker, endedBy(error)));
    worker.on('exit', (code) => this.#abandon(worker, endedBy(`the file worker ended with ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #take(worker: Worker, report: FileTaskReport): void {
    const running = this.#running;
    // Of a worker that was given up while its message was on the way.
    if (this.#worker !== worker || running?.order.id !== report.id) return;
    if (report.type === 'progress') {
      running.options.onProgress?.(report.progress);
      return;
    }
    this.#running = null;
    // An idle worker must not keep a process alive that has nothing else to do.
    worker.unref();
    if (report.type === 'done') running.resolve(report.result);
    else running.reject(AppError.fromWire(report.error));
    this.#next();
  }

  #cancel(id: number): void {
    const index = this.#queue.findIndex(({ order }) => order.id === id);
    if (index >= 0) {
      const [waiting] = this.#queue.splice(index, 1);
      waiting?.reject(new AppError('cancelled'));
      return;
    }
    if (this.#running?.order.id !== id) return;
    const worker = this.#worker;
    this.#abandon(worker, new AppError('cancelled'));
    void worker?.terminate();
  }

  /** Rejects what this worker will not answer any more; the next task starts a new one. */
  #abandon(worker: Worker | null, error: AppError): void {
    if (worker === null || this.#worker !== worker) return;
    this.#worker = null;
    const running = this.#running;
    this.#running = null;
    running?.reject(error);
    this.#next();
  }
}

/** Memory given out, or a mistake of ours: what the worker says of its end. */
function endedBy(error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('internal', { reason }, { cause: error });
}
