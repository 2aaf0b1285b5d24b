import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { FilePart } from '../../../src-shared/model/file-report';
import { chips } from '../../engine/chips/registry';
import { fillGaps, type AddressedBytes } from '../../engine/image/address-range';
import { readImage } from '../../engine/image/read-image';
import { readContainer, type Container } from './container';
import type { FormatReport } from './content-report';
import { inspectData } from './inspect-data';
import { inspectImage } from './inspect-image';

/** Beyond these, ranges are only listed. */
const mostLookedInto = 1000;
const mostImages = 32;
const usualFlashBytes = 16 * 1024 * 1024;
const mostFilling = 4;

/** UF2 and Intel HEX: each range is looked at like a file that belongs at its address. Null for what is neither, or not whole. */
export function inspectContainer(bytes: Uint8Array, chip: ChipId | null): FormatReport | null {
  const container = wholeContainer(bytes);
  if (container === null) return null;
  const { format, parts, familyId } = container;
  const family = Object.values(chips).find(({ uf2FamilyId }) => uf2FamilyId === familyId)?.id ?? null;
  const whole = lookIntoWhole(parts);
  const looked = whole === null ? parts.slice(0, mostLookedInto).map((range) => lookInto(range)) : [whole];
  const images = looked.flatMap((one) => one.report.images ?? []).slice(0, mostImages);
  const image = (images.find((one) => one.image.role === 'bootloader') ?? images[0])?.image ?? null;
  return {
    format,
    chip: family ?? image?.chip ?? chip,
    flashOffset: parts[0]?.address ?? null,
    image,
    images,
    parts: looked.flatMap((one) => one.parts),
    table: firstOf(looked, 'table'),
    nvs: firstOf(looked, 'nvs'),
    otaData: firstOf(looked, 'otaData'),
  };
}

interface Looked {
  readonly report: Partial<FormatReport>;
  readonly parts: readonly FilePart[];
}

function wholeContainer(bytes: Uint8Array): Container | null {
  try {
    return readContainer(bytes, 'file');
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/**
 * Ranges that make up a merged image, taken as one: its table tells more than where ranges begin, since those that touch are one.
 * Null where they do not, or where they lie so far apart that filling the gaps would take more memory than the file justifies.
 */
function lookIntoWhole(parts: readonly AddressedBytes[]): Looked | null {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined || parts.length < 2 || readImage(first.data) === null)
    return null;
  const spanBytes = last.address + last.data.length - first.address;
  const dataBytes = parts.reduce((sum, { data }) => sum + data.length, 0);
  if (spanBytes > Math.max(usualFlashBytes, mostFilling * dataBytes)) return null;
  const report = inspectImage(fillGaps(parts, first.address));
  if (report?.format !== 'merged-image') return null;
  const moved = moveTo(report, first.address);
  // What the file leaves out is no part of it.
  return { report: moved, parts: (moved.parts ?? []).filter(({ kind }) => kind !== 'blank') };
}

function lookInto({ address, data }: AddressedBytes): Looked {
  const report: FormatReport = inspectImage(data) ?? inspectData(data) ?? { format: 'data' };
  const moved = moveTo(report, address);
  if (report.format === 'merged-image') return { report: moved, parts: moved.parts ?? [] };
  const part: FilePart = {
    name: '',
    kind: kindOf(report),
    address,
    sizeBytes: data.length,
    memoryTypes: [],
  };
  return { report: moved, parts: [part] };
}

/** The same with the addresses that the container gives, which count for more than where such a thing usually lies. */
function moveTo(report: FormatReport, address: number): FormatReport {
  const { images = [], parts = [], table = null, flashOffset } = report;
  const from = report.format === 'merged-image' ? (flashOffset ?? 0) : (images[0]?.address ?? 0);
  return {
    ...report,
    images: images.map((one) => ({ ...one, address: one.address - from + address })),
    parts: parts.map((one) => ({ ...one, address: one.address - from + address })),
    table:
      table === null
        ? null
        : {
            ...table,
            tableOffset: report.format === 'partition-table' ? address : table.tableOffset - from + address,
          },
  };
}

function kindOf({ format, image = null }: FormatReport): FilePart['kind'] {
  if (format === 'firmware-image')
    return image?.role === 'app' || image?.role === 'bootloader' ? image.role : 'data';
  if (format === 'partition-table' || format === 'nvs' || format === 'ota-data' || format === 'blank')
    return format;
  return 'data';
}

function firstOf<K extends 'table' | 'nvs' | 'otaData'>(
  looked: readonly Looked[],
  key: K,
): NonNullable<FormatReport[K]> | null {
  for (const { report } of looked) {
    const found = report[key] ?? null;
    if (found !== null) return found;
  }
  return null;
}
