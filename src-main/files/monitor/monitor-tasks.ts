import type { FileRunOptions } from '../file-tasks';
import { exportLines, type ExportedLines, type ExportLinesTask } from './export-lines';
import { scanLines, type ScannedLines, type ScanTask } from './scan-lines';

export interface MonitorTaskMap {
  'monitor:scan': { request: ScanTask; result: ScannedLines };
  'monitor:export': { request: ExportLinesTask; result: ExportedLines };
}

type MonitorTaskFunctions = {
  readonly [N in keyof MonitorTaskMap]: (
    request: MonitorTaskMap[N]['request'],
    options: FileRunOptions,
  ) => Promise<MonitorTaskMap[N]['result']>;
};

export const monitorTasks: MonitorTaskFunctions = {
  'monitor:scan': scanLines,
  'monitor:export': exportLines,
};
