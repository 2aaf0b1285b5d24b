import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../chips/chip-spec';
import { chips } from '../chips/registry';
import { imageMagic, parseFirmwareImage, type FirmwareImage } from '../image/firmware-image';
import type { WriteSegment } from '../requests';

/**
 * Refuses images that this chip cannot run: `image-wrong-chip`, `image-wrong-revision`. What is no image passes. So does one
 * that names no chip, as those of the ESP8266 do, except where the ROM would run it: elsewhere it may be data.
 * `revision` (major × 100 + minor) is null where the chip does not tell.
 */
export function checkImages(
  chip: ChipSpec,
  revision: number | null,
  segments: readonly WriteSegment[],
): void {
  for (const segment of segments) {
    const image = readImage(chip, segment.data);
    if (image === null) continue;
    if (image.chipId !== null || segment.offset === chip.bootloaderOffset)
      checkChip(chip, segment.name, image);
    if (revision !== null) checkRevision(revision, segment.name, image);
  }
}

/** True where one of the segments says which revisions it runs on, so that the chip's own is worth reading. */
export function limitsRevision(chip: ChipSpec, segments: readonly WriteSegment[]): boolean {
  return segments.some(({ data }) => {
    const image = readImage(chip, data);
    return image !== null && ((image.minRevision ?? 0) > 0 || image.maxRevision !== null);
  });
}

/** The image that `data` starts with, if it starts with one. This chip's reading comes first where both are possible. */
function readImage(chip: ChipSpec, data: Uint8Array): FirmwareImage | null {
  if (data[0] !== imageMagic) return null;
  const own = tryParse(data, chip);
  if (own?.checksumValid) return own;
  const other = tryParse(data, chip.imageChipId === null ? chips.esp32 : chips.esp8266);
  return other?.checksumValid ? other : null;
}

function tryParse(data: Uint8Array, chip: ChipSpec): FirmwareImage | null {
  try {
    return parseFirmwareImage(data, chip);
  } catch {
    return null;
  }
}

function checkChip(chip: ChipSpec, name: string, { chipId }: FirmwareImage): void {
  if (chipId === chip.imageChipId) return;
  const owner = Object.values(chips).find(({ imageChipId }) => imageChipId === chipId);
  throw new AppError('image-wrong-chip', {
    name,
    imageChip: owner?.name ?? `chip id ${chipId}`,
    boardChip: chip.name,
  });
}

function checkRevision(revision: number, name: string, image: FirmwareImage): void {
  const min = image.minRevision ?? 0;
  const max = image.maxRevision;
  if (revision >= min && (max === null || revision <= max)) return;
  throw new AppError('image-wrong-revision', {
    name,
    needed:
      max === null ? `${formatRevision(min)} or newer` : `${formatRevision(min)} to ${formatRevision(max)}`,
    actual: formatRevision(revision),
  });
}

function formatRevision(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}
