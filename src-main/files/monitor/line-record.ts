import type { MonitorLine } from '../../../src-shared/model/monitor';

type LineKind = MonitorLine['kind'];

/** Where one line lies among its segment's bytes: those that were received, else the others. */
export interface LineRecord {
  readonly kind: LineKind;
  /** Ms since 1970. */
  readonly atMs: number;
  /** From the segment's first byte of its sort. */
  readonly offset: number;
  /** With its line end. */
  readonly sizeBytes: number;
}

/** A record is f64 LE time, u32 LE offset, u32 LE size, u8 kind: so that a line is found by its number alone. */
export const lineRecordBytes = 17;

const kinds: readonly LineKind[] = ['received', 'sent', 'mark'];

export function encodeLineRecord(target: Buffer, { kind, atMs, offset, sizeBytes }: LineRecord): void {
  target.writeDoubleLE(atMs, 0);
  target.writeUInt32LE(offset, 8);
  target.writeUInt32LE(sizeBytes, 12);
  target[16] = kinds.indexOf(kind);
}

export function decodeLineRecord(bytes: Buffer, index: number): LineRecord {
  const at = index * lineRecordBytes;
  return {
    kind: kinds[bytes[at + 16] ?? 0] ?? 'received',
    atMs: bytes.readDoubleLE(at),
    offset: bytes.readUInt32LE(at + 8),
    sizeBytes: bytes.readUInt32LE(at + 12),
  };
}
