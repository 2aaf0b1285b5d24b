import type { WireError } from '../../src-shared/errors/app-error';
import type { FileProgress, FileTaskMap, FileTaskName } from '../files/file-tasks';

export interface FileTaskOrder<N extends FileTaskName = FileTaskName> {
  readonly id: number;
  readonly name: N;
  readonly request: FileTaskMap[N]['request'];
}

export type FileTaskReport =
  | { readonly id: number; readonly type: 'progress'; readonly progress: FileProgress }
  | { readonly id: number; readonly type: 'done'; readonly result: FileTaskMap[FileTaskName]['result'] }
  | { readonly id: number; readonly type: 'failed'; readonly error: WireError };
