import type { CrashTaskMap } from './crash/crash-tasks';
import type { ImageTaskMap } from './images/image-tasks';
import type { ImportResult, ImportTask } from './import/import-task';
import type { MonitorTaskMap } from './monitor/monitor-tasks';

/**
 * Work on files that may be large: what is asked and what comes back, all of it plain data that crosses to a worker. Each task
 * has its function in `run-file-task.ts`.
 */
export interface FileTaskMap extends ImageTaskMap, MonitorTaskMap, CrashTaskMap {
  import: { request: ImportTask; result: ImportResult };
}

export type FileTaskName = keyof FileTaskMap;

/** Bytes of the files that the task is about. */
export interface FileProgress {
  readonly done: number;
  readonly total: number;
}

export interface FileRunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** Runs tasks, in a worker in the station. Rejects with an AppError; with `cancelled` when the signal is aborted. */
export interface FileTasks {
  run<N extends FileTaskName>(
    name: N,
    request: FileTaskMap[N]['request'],
    options?: FileRunOptions,
  ): Promise<FileTaskMap[N]['result']>;
}
