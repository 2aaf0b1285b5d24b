import { createHash } from 'node:crypto';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ContentReport, FormatReport } from './content-report';
import { inspectContainer } from './inspect-container';
import { inspectData } from './inspect-data';
import { inspectElf } from './inspect-elf';
import { inspectImage } from './inspect-image';
import { inspectText } from './inspect-text';

const headBytes = 256;
const mostParts = 1000;

/**
 * Tells everything about a file by its contents alone. Any bytes are an answer, at worst `data`; linear in the size. `chip` counts
 * where the contents leave it open.
 */
export function inspectBytes(bytes: Uint8Array, chip: ChipId | null): ContentReport {
  const report = formatReport(bytes, chip);
  return {
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    chip: null,
    flashOffset: null,
    image: null,
    images: [],
    table: null,
    nvs: null,
    otaData: null,
    elf: null,
    head: Buffer.from(bytes.subarray(0, headBytes)).toString('hex'),
    ...report,
    parts: (report.parts ?? []).slice(0, mostParts),
  };
}

function formatReport(bytes: Uint8Array, chip: ChipId | null): FormatReport {
  if (bytes.length === 0) return { format: 'empty' };
  return (
    inspectElf(bytes, chip) ??
    inspectContainer(bytes, chip) ??
    inspectImage(bytes) ??
    inspectData(bytes) ??
    inspectText(bytes) ?? { format: 'data' }
  );
}
