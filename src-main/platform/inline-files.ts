import { AppError, toAppError } from '../../src-shared/errors/app-error';
import type { FileTasks } from '../files/file-tasks';
import { runFileTask } from '../files/run-file-task';

/** File tasks where they are asked for: for the command line and for tests on virtual time. */
export const inlineFiles: FileTasks = {
  async run(name, request, options = {}) {
    try {
      options.signal?.throwIfAborted();
      return await runFileTask(name, request, options);
    } catch (error) {
      if (options.signal?.aborted) throw new AppError('cancelled', {}, { cause: error });
      throw toAppError(error);
    }
  },
};
