import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { CoreDumpInfo } from '../../../src-shared/model/crash';
import { chips } from '../chips/registry';
import { readBinaryDump } from './binary-dump';
import { readCoreDumpHeader, type CoreDumpHeader } from './core-dump-header';
import type { DumpContents, DumpedTask } from './dumped-task';
import { readElfDump } from './elf-dump';

export type { DumpedTask } from './dumped-task';

export interface ParsedCoreDump {
  /** `1.2 ELF, CRC-32`; empty where not even the version can be told. */
  readonly format: string;
  readonly state: CoreDumpInfo['state'];
  readonly architecture: 'xtensa' | 'riscv';
  /** The one that crashed first. */
  readonly tasks: readonly DumpedTask[];
  /** The start of the SHA-256 of the app's ELF file, hex. */
  readonly elfSha256: string | null;
}

const checksumBytes = { crc32: 4, sha256: 32 } as const;

/**
 * A core dump of ESP-IDF as it comes over a line or lies in flash, with its header and its checksum. Never throws: what cannot
 * be read says so in `state`; of a damaged dump, what can be read is given.
 */
export function parseCoreDump(bytes: Uint8Array): ParsedCoreDump {
  const reading = readCoreDumpHeader(bytes);
  if (reading.type === 'too-short') return empty('damaged', '');
  if (reading.type === 'unknown') return empty('unsupported', reading.format);
  const { header } = reading;
  const architecture = xtensaChips.has(header.imageChipId) ? 'xtensa' : 'riscv';
  const sumBytes = checksumBytes[header.checksum];
  const contents = contentsOf(bytes, header, sumBytes, architecture);
  const isWhole = contents !== null && checksumHolds(bytes, header, sumBytes);
  return {
    format: header.format,
    state: isWhole ? 'whole' : 'damaged',
    architecture: contents?.architecture ?? architecture,
    tasks: contents?.tasks ?? [],
    elfSha256: contents?.elfSha256 ?? null,
  };
}

/** An ELF file says what it is of; dumps of the other format only name their chip. */
const xtensaChips: ReadonlySet<number> = new Set(
  (['esp32', 'esp32s2', 'esp32s3'] as const).flatMap((id) => chips[id].imageChipId ?? []),
);

function empty(state: 'damaged' | 'unsupported', format: string): ParsedCoreDump {
  return { format, state, architecture: 'xtensa', tasks: [], elfSha256: null };
}

/** Null where the contents cannot be read. */
function contentsOf(
  bytes: Uint8Array,
  header: CoreDumpHeader,
  sumBytes: number,
  architecture: 'xtensa' | 'riscv',
): DumpContents | null {
  const end = Math.min(bytes.length, Math.max(header.headerBytes, header.totalBytes - sumBytes));
  const data = bytes.subarray(header.headerBytes, end);
  return header.contents === 'elf' ? readElfDump(data) : readBinaryDump(data, header, architecture);
}

/** Over everything before it. */
function checksumHolds(
  bytes: Uint8Array,
  { totalBytes, checksum }: CoreDumpHeader,
  sumBytes: number,
): boolean {
  const at = totalBytes - sumBytes;
  if (at < 0 || bytes.length < totalBytes) return false;
  const summed = bytes.subarray(0, at);
  const stored = Buffer.from(bytes.subarray(at, totalBytes));
  return checksum === 'crc32'
    ? stored.readUInt32LE(0) === crc32(summed) >>> 0
    : stored.equals(createHash('sha256').update(summed).digest());
}
