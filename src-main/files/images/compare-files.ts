import { AppError } from '../../../src-shared/errors/app-error';
import type { FileComparison } from '../../../src-shared/model/file-report';
import type { AddressedBytes } from '../../engine/image/address-range';
import { readContainer } from './container';
import { compareRanges } from './compare-ranges';
import { differingFacts } from './differing-facts';
import { inspectBytes } from './inspect-bytes';
import type { NamedReport } from './inspect-file';
import { readKnownFile, type FileToRead } from './read-known-file';

export interface CompareTask {
  readonly first: FileToRead;
  readonly second: FileToRead;
}

export interface ComparedFiles extends Omit<FileComparison, 'first' | 'second'> {
  readonly first: NamedReport;
  readonly second: NamedReport;
}

/**
 * Two files side by side. What UF2 and Intel HEX hold is compared at its addresses; where such a file leaves a gap, flash is taken
 * to be blank. Throws `file-changed` and the errors of reading files.
 */
export async function compareFiles({ first, second }: CompareTask): Promise<ComparedFiles> {
  const [one, other] = [await readSide(first), await readSide(second)];
  const compared = compareRanges(...placed(one, other));
  return {
    first: one.report,
    second: other.report,
    identical: compared.differingBytes === 0,
    facts: differingFacts(one.report, other.report),
    ...compared,
  };
}

interface Side {
  readonly report: NamedReport;
  readonly bytes: Uint8Array;
  /** Null for a file without addresses. */
  readonly ranges: readonly AddressedBytes[] | null;
}

async function readSide(file: FileToRead): Promise<Side> {
  const bytes = await readKnownFile(file);
  const report = { name: file.name, ...inspectBytes(bytes, null) };
  const isContainer = report.format === 'uf2' || report.format === 'intel-hex';
  return { report, bytes, ranges: isContainer ? contentsOf(bytes, file.name) : null };
}

/** Known to be readable: it was inspected as such. */
function contentsOf(bytes: Uint8Array, name: string): readonly AddressedBytes[] {
  const container = readContainer(bytes, name);
  if (container === null) throw new AppError('internal', { reason: 'a container that is none' });
  return container.parts;
}

/** Two files without addresses both begin at 0; beside a container, one lies where it belongs, else where the container begins. */
function placed(one: Side, other: Side): Parameters<typeof compareRanges> {
  const anyAddresses = one.ranges !== null || other.ranges !== null;
  const rangesOf = (side: Side, beside: Side): readonly AddressedBytes[] => {
    if (side.ranges !== null) return side.ranges;
    const address = anyAddresses ? (side.report.flashOffset ?? beside.ranges?.[0]?.address ?? 0) : 0;
    return [{ address, data: side.bytes }];
  };
  return [rangesOf(one, other), rangesOf(other, one), { gapsAreBlank: anyAddresses }];
}
