import { parentPort } from 'node:worker_threads';
import { toAppError } from '../../src-shared/errors/app-error';
import type { FileProgress } from '../files/file-tasks';
import { runFileTask } from '../files/run-file-task';
import type { FileTaskOrder, FileTaskReport } from './file-messages';
import { realClock } from './real-clock';

/** About thirty a second: more than that nobody sees. */
const progressIntervalMs = 34;

function report(message: FileTaskReport): void {
  parentPort?.postMessage(message);
}

function progressReporter(id: number): (progress: FileProgress) => void {
  let next = 0;
  return (progress) => {
    const now = realClock.now();
    if (now < next && progress.done < progress.total) return;
    next = now + progressIntervalMs;
    report({ id, type: 'progress', progress });
  };
}

async function work({ id, name, request }: FileTaskOrder): Promise<void> {
  try {
    const result = await runFileTask(name, request, { onProgress: progressReporter(id) });
    report({ id, type: 'done', result });
  } catch (error) {
    report({ id, type: 'failed', error: toAppError(error).toWire() });
  }
}

parentPort?.on('message', (order: FileTaskOrder) => void work(order));
