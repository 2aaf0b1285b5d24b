import { AppError } from '../../src-shared/errors/app-error';
import type { FileRunOptions, FileTaskMap, FileTaskName, FileTasks } from '../files/file-tasks';

/** File tasks that can all be stopped at once, whoever asked for them. */
export class StoppableFiles implements FileTasks {
  readonly #files: FileTasks;
  #stop = new AbortController();

  constructor(files: FileTasks) {
    this.#files = files;
  }

  run<N extends FileTaskName>(
    name: N,
    request: FileTaskMap[N]['request'],
    { signal, onProgress }: FileRunOptions = {},
  ): Promise<FileTaskMap[N]['result']> {
    const stopped = this.#stop.signal;
    const either = signal === undefined ? stopped : AbortSignal.any([signal, stopped]);
    return this.#files.run(name, request, { signal: either, onProgress });
  }

  /** What is under way rejects with `cancelled`; what is asked for later is done. */
  stop(): void {
    const stopped = this.#stop;
    this.#stop = new AbortController();
    stopped.abort(new AppError('cancelled'));
  }
}
