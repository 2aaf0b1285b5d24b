import type { ChipId } from '../../../src-shared/model/chip';
import type { FileToken, FirmwareItem, ImportedFirmware } from '../../../src-shared/model/firmware';
import { assignOffsets, type FileToPlace } from './assign-offsets';
import type { LocatedFirmware } from './locate-firmware';

export interface InspectedFile extends FileToPlace {
  readonly token: FileToken;
  /** Hex. */
  readonly sha256: string;
}

/** Puts together what manifests, images and the connected board tell, in that order of trust. */
export function describeImport(
  located: readonly LocatedFirmware[],
  files: readonly InspectedFile[],
  boardChip: ChipId | null,
): ImportedFirmware {
  const manifests = located.flatMap((one) => one.manifest ?? []);
  const app = files.find((file) => file.inspection.image?.app)?.inspection.image?.app ?? null;
  const source = located.flatMap((one) => one.source ?? []).join(', ') || null;
  const chip = manifests.find((manifest) => manifest.chip !== null)?.chip ?? chipOfImages(files);
  const places = assignOffsets(files, chip ?? boardChip);
  const items = files.map((file, index): FirmwareItem => {
    const place = places[index] ?? { offset: null, reason: 'unknown' };
    const { kind, image, partitions } = file.inspection;
    return {
      id: file.token,
      file: file.token,
      name: file.name,
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
      kind,
      image,
      partitions,
      offset: place.offset,
      offsetReason: place.reason,
    };
  });
  return {
    title: (app === null ? '' : `${app.projectName} ${app.version}`.trim()) || (source ?? ''),
    source,
    chip,
    idfVersion:
      app?.idfVersion || (files.find(hasBootloaderVersion)?.inspection.bootloaderIdfVersion ?? null),
    items,
    flashMode: first(manifests.map((manifest) => manifest.flashMode)),
    flashFrequency: first(manifests.map((manifest) => manifest.flashFrequency)),
    flashSize: first(manifests.map((manifest) => manifest.flashSize)),
  };
}

/** The app's chip before a bootloader's: it is what the user wants to run. */
function chipOfImages(files: readonly InspectedFile[]): ChipId | null {
  const app = files.find((file) => file.inspection.kind === 'app' && file.inspection.image?.chip);
  const any = app ?? files.find((file) => file.inspection.image?.chip);
  return any?.inspection.image?.chip ?? null;
}

function hasBootloaderVersion(file: InspectedFile): boolean {
  return file.inspection.bootloaderIdfVersion !== null;
}

function first<T>(values: readonly (T | null)[]): T | null {
  return values.find((value) => value !== null) ?? null;
}
