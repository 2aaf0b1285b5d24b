import path from 'node:path';
import type { MonitorLine } from '../../../src-shared/model/monitor';
import { encodeLineRecord, lineRecordBytes } from '../../files/monitor/line-record';
import type { StoredSegment } from '../../files/monitor/stored-segment';
import { GrowingFile } from './growing-file';

/** A stretch of a monitor's lines: a record for each, what the board sent, and the texts of other lines. */
export class LineSegment {
  readonly firstLine: number;
  /** How many bytes the board had sent before. */
  readonly firstOffset: number;
  #lineCount = 0;
  #sizeBytes = 0;
  readonly #records: GrowingFile;
  readonly #received: GrowingFile;
  readonly #others: GrowingFile;
  readonly #record = Buffer.alloc(lineRecordBytes);
  /** What is done with the files, one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #removed = false;

  constructor(folder: string, firstLine: number, firstOffset: number) {
    this.firstLine = firstLine;
    this.firstOffset = firstOffset;
    const file = (sort: string): GrowingFile => new GrowingFile(path.join(folder, `${firstLine}.${sort}`));
    this.#records = file('records');
    this.#received = file('received');
    this.#others = file('others');
  }

  get lineCount(): number {
    return this.#lineCount;
  }

  get endLine(): number {
    return this.firstLine + this.#lineCount;
  }

  get endOffset(): number {
    return this.firstOffset + this.#received.sizeBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get unwrittenBytes(): number {
    return this.#files.reduce((sum, { unwrittenBytes }) => sum + unwrittenBytes, 0);
  }

  /** Takes a copy. Answers with how many bytes it takes up. */
  append(kind: MonitorLine['kind'], bytes: Uint8Array, atMs: number): number {
    const file = kind === 'received' ? this.#received : this.#others;
    encodeLineRecord(this.#record, { kind, atMs, offset: file.sizeBytes, sizeBytes: bytes.length });
    file.append(bytes);
    this.#records.append(this.#record);
    this.#lineCount++;
    this.#sizeBytes += bytes.length + lineRecordBytes;
    return bytes.length + lineRecordBytes;
  }

  stored(): StoredSegment {
    return {
      firstLine: this.firstLine,
      lineCount: this.#lineCount,
      records: this.#records.stored(),
      received: this.#received.stored(),
      others: this.#others.stored(),
    };
  }

  /** Writes what has come. Rejects with the system's error. */
  write(): Promise<void> {
    return this.#next(async () => {
      if (this.#removed) return;
      for (const file of this.#files) await file.write();
    });
  }

  /** When all is written and nothing more comes. */
  closeFiles(): Promise<void> {
    return this.#next(async () => {
      for (const file of this.#files) await file.close();
    });
  }

  /** Takes its files away. Never rejects. */
  remove(): Promise<void> {
    this.#removed = true;
    return this.#next(async () => {
      for (const file of this.#files) await file.remove();
    });
  }

  get #files(): readonly GrowingFile[] {
    return [this.#records, this.#received, this.#others];
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
