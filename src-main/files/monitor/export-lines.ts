import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { MonitorFilter, MonitorLine } from '../../../src-shared/model/monitor';
import { lineFilter } from '../../../src-shared/monitor/line-filter';
import type { FileRunOptions } from '../file-tasks';
import { csvHead, csvRecord, textLineFormatter, type TimestampOptions } from './format-line';
import type { LineBlock } from './line-block';
import { openLineText } from './line-text';
import { segmentBlocks } from './segment-blocks';
import type { LineRange, StoredSegment } from './stored-segment';

export interface ExportLinesTask extends TimestampOptions {
  readonly segments: readonly StoredSegment[];
  readonly range: LineRange;
  /** What has come of the line after the last one. */
  readonly open: { readonly bytes: Uint8Array; readonly atMs: number } | null;
  /** `raw`: what the board sent, as it came. */
  readonly to: 'text' | 'csv' | 'raw';
  readonly filter: MonitorFilter | null;
  /** For the file alone; made here. */
  readonly folder: string;
  readonly suggestedName: string;
}

export interface ExportedLines {
  readonly path: string;
  readonly suggestedName: string;
}

/** Writes what the filter lets pass into a file. Throws `pattern-invalid`, `file-unreadable` and `file-not-written`. */
export async function exportLines(
  task: ExportLinesTask,
  { signal }: FileRunOptions = {},
): Promise<ExportedLines> {
  const { folder, suggestedName } = task;
  const path = join(folder, suggestedName);
  const encode = blockEncoder(task);
  const file = await writing(suggestedName, async () => {
    await mkdir(folder, { recursive: true });
    return open(path, 'wx', 0o600);
  });
  try {
    for await (const piece of pieces(task, encode, signal)) await append(file, suggestedName, piece);
    return { path, suggestedName };
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

interface BlockEncoder {
  readonly head: string;
  block(block: LineBlock): string | Uint8Array;
  open(bytes: Uint8Array, line: MonitorLine): string | Uint8Array;
}

async function* pieces(
  { segments, range, open }: ExportLinesTask,
  encode: BlockEncoder,
  signal: AbortSignal | undefined,
): AsyncGenerator<string | Uint8Array> {
  yield encode.head;
  for await (const block of segmentBlocks(segments, range, { direction: 'forward', signal }))
    yield encode.block(block);
  if (open === null) return;
  const { bytes, atMs } = open;
  yield encode.open(bytes, { number: range.to, atMs, kind: 'received', text: openLineText(bytes) });
}

function blockEncoder(task: ExportLinesTask): BlockEncoder {
  const passes = task.filter === null ? null : lineFilter(task.filter);
  if (task.to === 'raw') return rawEncoder(passes);
  const line = lineEncoder(task);
  const passing = (one: MonitorLine | null): string =>
    one === null || passes?.(one) === false ? '' : line.encode(one);
  return {
    head: line.head,
    block: (block) => {
      let text = '';
      for (const number of numbersOf(block)) text += passing(block.line(number));
      return text;
    },
    open: (_, open) => passing(open),
  };
}

function lineEncoder(task: ExportLinesTask): { head: string; encode: (line: MonitorLine) => string } {
  // The record's end that RFC 4180 wants.
  if (task.to === 'csv')
    return { head: `${csvHead}\r\n`, encode: (line) => `${csvRecord(line, task.startedAtMs)}\r\n` };
  const format = textLineFormatter(task);
  return { head: '', encode: (line) => `${format(line)}\n` };
}

function rawEncoder(passes: ((line: MonitorLine) => boolean) | null): BlockEncoder {
  return {
    head: '',
    block: (block) => (passes === null ? block.received.bytes : passingBytes(block, passes)),
    open: (bytes, line) => (passes === null || passes(line) ? bytes : ''),
  };
}

function passingBytes(block: LineBlock, passes: (line: MonitorLine) => boolean): Uint8Array {
  const passing = numbersOf(block).filter((number) => {
    const line = block.line(number);
    return line !== null && passes(line);
  });
  return Buffer.concat(passing.map((number) => block.receivedBytes(number)));
}

function numbersOf({ firstLine, lineCount }: LineBlock): readonly number[] {
  return Array.from({ length: lineCount }, (_, index) => firstLine + index);
}

async function append(file: FileHandle, name: string, piece: string | Uint8Array): Promise<void> {
  // At its position, which is its end: nothing is replaced.
  if (piece.length > 0) await writing(name, () => file.writeFile(piece));
}

async function writing<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new AppError('file-not-written', { name, reason: systemReason(error) }, { cause: error });
  }
}
