import path from 'node:path';
import { onTestFinished } from 'vitest';
import { inlineFiles } from '../../../src-main/platform/inline-files';
import { ExportsFolder } from '../../../src-main/services/exports-folder';
import { MonitorText, type MonitorTextOptions } from '../../../src-main/services/monitor/monitor-text';
import type { AppError } from '../../../src-shared/errors/app-error';
import type { MonitorBatch, MonitorFilter, MonitorLine } from '../../../src-shared/model/monitor';
import { temporaryFolder } from '../../support/temporary-folder';
import { VirtualClock } from '../../support/virtual-clock';

/** 2026-11-21 20:15:00 of this computer's own time, so that what is shown does not depend on where it stands. */
export const startOfTestMs = new Date(2026, 10, 21, 20, 15).getTime();

/** A monitor's text in a folder of the test's own, on virtual time, with all that it tells. */
export interface TextBench {
  readonly text: MonitorText;
  readonly clock: VirtualClock;
  readonly folder: string;
  readonly logsFolder: string;
  readonly batches: MonitorBatch[];
  readonly lines: MonitorLine[];
  readonly errors: AppError[];
  readonly receive: (text: string) => void;
  /** Lets virtual time pass. */
  readonly pass: (ms: number) => Promise<void>;
}

export async function openText(options: Partial<MonitorTextOptions> = {}): Promise<TextBench> {
  const root = await temporaryFolder();
  const clock = new VirtualClock();
  const folder = path.join(root, 'monitor');
  const logsFolder = path.join(root, 'logs');
  const batches: MonitorBatch[] = [];
  const lines: MonitorLine[] = [];
  const errors: AppError[] = [];
  const text = await MonitorText.open({
    monitor: 'm1',
    folder,
    logsFolder,
    name: 'ttyUSB0',
    clock,
    wallClock: () => startOfTestMs + clock.now(),
    scans: inlineFiles,
    exports: new ExportsFolder(path.join(root, 'exports')),
    onBatch: (batch) => void batches.push(batch),
    onLines: (whole) => void lines.push(...whole),
    onError: (error) => void errors.push(error),
    ...options,
  });
  onTestFinished(() => text.close());
  return {
    ...{ text, clock, folder, logsFolder, batches, lines, errors },
    receive: (received) => text.receive(new TextEncoder().encode(received)),
    pass: (ms) => clock.run(new Promise<void>((resolve) => clock.schedule(ms, resolve))),
  };
}

/** `line 0`, `line 1` … as a board prints them. */
export function numberedLines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `line ${from + index}\r\n`).join('');
}

export function filterFor(text: string, inverted = false): MonitorFilter {
  return { tags: [], text: { text, mode: 'text', caseSensitive: false }, inverted };
}
