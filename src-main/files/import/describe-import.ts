import type { ChipId } from '../../../src-shared/model/chip';
import type { FirmwareItem, ImportedFirmware, ImportFormat } from '../../../src-shared/model/firmware';
import type { Build } from '../builds/build';
import { assignOffsets } from './assign-offsets';
import type { TakenItem, Taking } from './take-files';

export interface ImportParts {
  readonly taking: Taking;
  /** Null: no more than files. */
  readonly build: Build | null;
  /** File or folder name, for people; null for the firmware that comes with Kiln. */
  readonly source: string | null;
  readonly boardChip: ChipId | null;
}

/** Puts together what builds, images and the connected board tell, in that order of trust. */
export function describeImport({ taking, build, source, boardChip }: ImportParts): ImportedFirmware {
  const { items, notices } = taking;
  const app = items.find(({ inspection }) => inspection.image?.app)?.inspection.image?.app ?? null;
  const chip = build?.chip ?? chipOfImages(items) ?? taking.chips[0] ?? null;
  const places = assignOffsets(items, chip ?? boardChip);
  const described = app === null ? '' : `${app.projectName} ${app.version}`.trim();
  return {
    title: build?.title ?? (described || (source ?? '')),
    source,
    chip,
    idfVersion:
      app?.idfVersion || (items.find(hasBootloaderVersion)?.inspection.bootloaderIdfVersion ?? null),
    format: formatOf(build, taking),
    items: items.map((item, index) =>
      firmwareItem(item, places[index] ?? { offset: null, reason: 'unknown' }),
    ),
    notices: [...(build?.notices ?? []), ...notices],
    flashMode: build?.flashMode ?? null,
    flashFrequency: build?.flashFrequency ?? null,
    flashSize: build?.flashSize ?? null,
    baud: build?.baud ?? null,
    eraseAll: build?.eraseAll ?? null,
  };
}

/** One merged image is a project of its own; beside other files it is one of them. */
function formatOf(build: Build | null, { splitCount, items }: Taking): ImportFormat {
  if (build !== null && build.format !== 'files') return build.format;
  const isSplit = splitCount === 1 && items.every(({ origin }) => origin?.how === 'merged');
  return isSplit ? 'merged' : 'files';
}

function firmwareItem(item: TakenItem, place: ReturnType<typeof assignOffsets>[number]): FirmwareItem {
  const { kind, image, partitions } = item.inspection;
  return {
    id: item.file.token,
    file: item.file.token,
    name: item.name,
    sizeBytes: item.sizeBytes,
    sha256: item.file.sha256,
    kind,
    image,
    partitions,
    ...(item.otaData === null ? {} : { otaData: item.otaData }),
    offset: place.offset,
    offsetReason: place.reason,
    include: item.include,
    origin: item.origin,
    note: item.note,
  };
}

/** The app's chip before a bootloader's: it is what the user wants to run. */
function chipOfImages(items: readonly TakenItem[]): ChipId | null {
  const app = items.find(({ inspection }) => inspection.kind === 'app' && inspection.image?.chip);
  const any = app ?? items.find(({ inspection }) => inspection.image?.chip);
  return any?.inspection.image?.chip ?? null;
}

function hasBootloaderVersion({ inspection }: TakenItem): boolean {
  return inspection.bootloaderIdfVersion !== null;
}
