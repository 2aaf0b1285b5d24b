import type { MonitorLine, MonitorMark } from '../../../src-shared/model/monitor';
import { decodeLineRecord, type LineRecord } from './line-record';
import { lineText } from './line-text';

/** Bytes of one sort, and where in their segment they begin. */
export interface SegmentBytes {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Some lines that follow each other, decoded one by one as they are asked for. */
export class LineBlock {
  readonly firstLine: number;
  readonly lineCount: number;
  /** All that the board sent in these lines. */
  readonly received: SegmentBytes;
  readonly #records: readonly LineRecord[];
  readonly #others: SegmentBytes;

  constructor(
    firstLine: number,
    records: readonly LineRecord[],
    received: SegmentBytes,
    others: SegmentBytes,
  ) {
    this.firstLine = firstLine;
    this.lineCount = records.length;
    this.received = received;
    this.#records = records;
    this.#others = others;
  }

  /** Null where the block has no such line. */
  line(number: number): MonitorLine | null {
    const record = this.#records[number - this.firstLine];
    if (record === undefined) return null;
    const { kind, atMs } = record;
    const bytes = this.#bytesOf(record);
    if (kind === 'received') return { number, atMs, kind, text: lineText(bytes) };
    const text = bytes.toString('utf8');
    if (kind === 'sent') return { number, atMs, kind, text };
    return { number, atMs, kind, text: '', mark: JSON.parse(text) as MonitorMark };
  }

  /** As they came, with the line end; empty for lines that the board has not sent. */
  receivedBytes(number: number): Uint8Array {
    const record = this.#records[number - this.firstLine];
    return record?.kind === 'received' ? this.#bytesOf(record) : new Uint8Array();
  }

  #bytesOf({ kind, offset, sizeBytes }: LineRecord): Buffer {
    const source = kind === 'received' ? this.received : this.#others;
    return source.bytes.subarray(offset - source.offset, offset - source.offset + sizeBytes);
  }
}

/** Where the block's bytes of one sort lie: lines of one sort follow each other without gaps. */
export function bytesRange(
  records: readonly LineRecord[],
  received: boolean,
): { readonly from: number; readonly to: number } {
  const ofSort = records.filter(({ kind }) => (kind === 'received') === received);
  const last = ofSort.at(-1);
  return { from: ofSort[0]?.offset ?? 0, to: last === undefined ? 0 : last.offset + last.sizeBytes };
}

export function decodeLineRecords(bytes: Buffer, lineCount: number): readonly LineRecord[] {
  return Array.from({ length: lineCount }, (_, index) => decodeLineRecord(bytes, index));
}
