import type { PartitionEntry } from '../../../src-shared/model/partition-table';

export type OffsetProblem = 'empty' | 'not-an-offset' | 'unknown-partition' | 'out-of-range';

export type ParsedOffset =
  { readonly ok: true; readonly offset: number } | { readonly ok: false; readonly problem: OffsetProblem };

/** Offsets are 32 bits wide in the protocol. */
const maxOffset = 0xffff_ffff;

const multipliers: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 };

/**
 * What people type where an offset is asked for: `0x10000`, `65536`, `64K`, `1 MB`, or the name of a partition.
 * Digits alone are decimal, as on a command line. Letters alone are a name, so that `nvs` needs no quoting.
 */
export function parseOffset(text: string, partitions: readonly PartitionEntry[]): ParsedOffset {
  const typed = text.trim();
  if (typed === '') return { ok: false, problem: 'empty' };
  const named = findPartition(typed, partitions);
  if (named) return { ok: true, offset: named.offset };
  const value = readNumber(typed);
  if (value === null)
    return { ok: false, problem: /^[a-z_]/i.test(typed) ? 'unknown-partition' : 'not-an-offset' };
  return value > maxOffset ? { ok: false, problem: 'out-of-range' } : { ok: true, offset: value };
}

/** `0x10000`: lower case, no leading zeros. */
export function formatOffset(offset: number): string {
  return `0x${offset.toString(16)}`;
}

/** The partition that begins at `offset`. */
export function partitionStartingAt(
  offset: number,
  partitions: readonly PartitionEntry[],
): PartitionEntry | undefined {
  return partitions.find((partition) => partition.offset === offset);
}

function findPartition(name: string, partitions: readonly PartitionEntry[]): PartitionEntry | undefined {
  const lower = name.toLowerCase();
  return (
    partitions.find((partition) => partition.name === name) ??
    partitions.find((partition) => partition.name.toLowerCase() === lower)
  );
}

function readNumber(typed: string): number | null {
  const hex = /^0x([0-9a-f_]+)$/i.exec(typed)?.[1]?.replaceAll('_', '');
  if (hex) return Number.parseInt(hex, 16);
  const decimal = /^(\d+)\s*([km]?)(?:i?b)?$/i.exec(typed);
  const digits = decimal?.[1];
  const multiplier = multipliers[decimal?.[2]?.toLowerCase() ?? ''];
  // `512b` would be read as bytes by some and as hexadecimal by others.
  if (digits === undefined || multiplier === undefined || /^\d+\s*i?b$/i.test(typed)) return null;
  return Number(digits) * multiplier;
}
