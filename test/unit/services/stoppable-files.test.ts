import { describe, expect, it } from 'vitest';
import type {
  FileRunOptions,
  FileTaskMap,
  FileTaskName,
  FileTasks,
} from '../../../src-main/files/file-tasks';
import { StoppableFiles } from '../../../src-main/services/stoppable-files';

/** Work that never ends by itself. */
class EndlessFiles implements FileTasks {
  started = 0;

  run<N extends FileTaskName>(
    _name: N,
    _request: FileTaskMap[N]['request'],
    { signal }: FileRunOptions = {},
  ): Promise<FileTaskMap[N]['result']> {
    this.started += 1;
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  }
}

const inspect = (files: FileTasks, signal?: AbortSignal) =>
  files.run('inspect', { file: { path: '/file', name: 'file', sha256: '' }, chip: null }, { signal });

describe('work on files', () => {
  it('is stopped all at once, and what is asked for later is done', async () => {
    const endless = new EndlessFiles();
    const files = new StoppableFiles(endless);
    const both = [inspect(files), inspect(files)];
    files.stop();
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'cancelled' });
    const later = inspect(files);
    expect(endless.started).toBe(3);
    files.stop();
    await expect(later).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('can still be stopped by who asked for it', async () => {
    const files = new StoppableFiles(new EndlessFiles());
    const mine = new AbortController();
    const work = inspect(files, mine.signal);
    mine.abort(new Error('mine'));
    await expect(work).rejects.toThrow('mine');
  });
});
