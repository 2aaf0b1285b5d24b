import { useI18n } from 'vue-i18n';
import type { FilePart, FileReport, ImageInFile } from '../../src-shared/model/file-report';
import { memoryColours, memoryKind } from '../model/images/memory-kind';
import { formatOffset } from '../model/format/offset-text';
import { useChipsStore } from '../stores/chips-store';
import { useFormat } from './use-format';

const partColours: Readonly<Record<Exclude<FilePart['kind'], 'segment'>, string>> = {
  bootloader: 'var(--kind-boot)',
  'partition-table': 'var(--kind-table)',
  app: 'var(--kind-app)',
  data: 'var(--kind-data)',
  nvs: 'var(--kind-data)',
  'ota-data': 'var(--kind-data)',
  blank: 'var(--mark-line)',
};

/** What files and their parts are, in words and colours. */
export function useFileWords() {
  const { t } = useI18n();
  const format = useFormat();
  const chips = useChipsStore();

  /** `Bootloader`, `Whole flash image`, `UF2`. */
  function kind({ format: fileFormat, image }: FileReport): string {
    const role = image?.role ?? 'unknown';
    return fileFormat === 'firmware-image' && role !== 'unknown'
      ? t(`imageRoles.${role}`)
      : t(`fileFormats.${fileFormat}`);
  }

  /** `Application · ESP32-C3 · 812 KB`. */
  function brief(report: FileReport): string {
    const { chip, sizeBytes } = report;
    const parts = [kind(report), chip ? chips.nameOf(chip) : null, format.size(sizeBytes)];
    return parts.filter((part) => part !== null).join(' · ');
  }

  /** Its own name, else what it is for. */
  function partName({ name, kind: partKind, memoryTypes }: FilePart): string {
    if (name !== '') return name;
    return partKind === 'segment' ? memory(memoryTypes) : t(`partKinds.${partKind}`);
  }

  /** `Application`, `Code in flash`. */
  function partKind({ kind: partKind, memoryTypes }: FilePart): string {
    return partKind === 'segment' ? memory(memoryTypes) : t(`partKinds.${partKind}`);
  }

  function memory(memoryTypes: readonly string[]): string {
    return t(`memoryKinds.${memoryKind(memoryTypes)}`);
  }

  function partColour({ kind: partKind, memoryTypes }: FilePart): string {
    return partKind === 'segment' ? memoryColours[memoryKind(memoryTypes)] : partColours[partKind];
  }

  /** `nvs, 0x9000 to 0xf000, 24 KB`. */
  function place(part: FilePart): string {
    return t('images.parts.place', {
      name: partName(part),
      start: formatOffset(part.address),
      end: formatOffset(part.address + part.sizeBytes),
      size: format.size(part.sizeBytes),
    });
  }

  /** Of one among several: `ota_0`, else what it is. */
  function imageName({ name, image }: ImageInFile): string {
    if (name !== '') return name;
    return image.role === 'unknown' ? t('fileFormats.firmware-image') : t(`imageRoles.${image.role}`);
  }

  return { kind, brief, imageName, partName, partKind, partColour, place };
}
