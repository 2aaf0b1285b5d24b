import type { FileReport, ImageConversion } from '../../../src-shared/model/file-report';
import type { ChipId } from '../../../src-shared/model/chip';

export type ConversionTarget = ImageConversion['to'];

/** What has to be known for turning a file into something else. */
export interface ConversionNeeds {
  readonly targets: readonly ConversionTarget[];
  /** The chips that it can be for; empty: any. */
  readonly chips: readonly ChipId[];
  /** It has a header with flash settings. */
  readonly hasSettings: boolean;
  /** Carries its addresses with it: no offset is asked for. */
  readonly hasAddresses: boolean;
}

const none: ConversionNeeds = { targets: [], chips: [], hasSettings: false, hasAddresses: false };

export function conversionNeeds({ format, elf, image }: FileReport): ConversionNeeds {
  const hasSettings = image !== null || format === 'elf';
  switch (format) {
    case 'empty':
    case 'partition-csv':
    case 'nvs-csv':
      return none;
    case 'elf':
      return { ...none, targets: ['bin', 'uf2', 'hex'], chips: elf?.chips ?? [], hasSettings };
    case 'uf2':
      return { ...none, targets: ['bin', 'hex'], hasSettings, hasAddresses: true };
    case 'intel-hex':
      return { ...none, targets: ['bin', 'uf2'], hasSettings, hasAddresses: true };
    default:
      // A plain file stays plain only to get other settings into its header.
      return { ...none, targets: hasSettings ? ['uf2', 'hex', 'bin'] : ['uf2', 'hex'], hasSettings };
  }
}

/** UF2 names its chip's family, and an ELF's image is laid out for one chip. */
export function needsChip({ format }: FileReport, to: ConversionTarget): boolean {
  return to === 'uf2' || format === 'elf';
}

/** Addresses must be known where the result carries them and the file does not. */
export function needsOffset({ hasAddresses }: ConversionNeeds, to: ConversionTarget): boolean {
  return to !== 'bin' && !hasAddresses;
}
