import { crashTasks } from './crash/crash-tasks';
import type { FileRunOptions, FileTaskMap, FileTaskName } from './file-tasks';
import { imageTasks } from './images/image-tasks';
import { importFirmware } from './import/import-firmware';
import { monitorTasks } from './monitor/monitor-tasks';

type FileTaskFunctions = {
  readonly [N in FileTaskName]: (
    request: FileTaskMap[N]['request'],
    options: FileRunOptions,
  ) => Promise<FileTaskMap[N]['result']>;
};

/** A task left out does not compile. */
const functions: FileTaskFunctions = {
  import: importFirmware,
  ...imageTasks,
  ...crashTasks(),
  ...monitorTasks,
};

/** Does the work here and now. Rejects with an AppError, or with the signal's reason. */
export function runFileTask<N extends FileTaskName>(
  name: N,
  request: FileTaskMap[N]['request'],
  options: FileRunOptions = {},
): Promise<FileTaskMap[N]['result']> {
  return functions[name](request, options);
}
