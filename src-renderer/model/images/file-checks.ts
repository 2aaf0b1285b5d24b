import type { FileReport, ImageInFile } from '../../../src-shared/model/file-report';
import type { NvsContents } from '../../../src-shared/model/nvs';
import type { OtaData } from '../../../src-shared/model/partition-table';

/** One fact that was checked by calculating it again. */
export interface FileCheck {
  readonly what: 'complete' | 'checksum' | 'digest' | 'table-md5' | 'nvs' | 'ota-data';
  readonly right: boolean;
  /** Values as they are shown; null where there is no single one. */
  readonly stored: string | null;
  readonly calculated: string | null;
  /** Of several images, the one that it is about; null where there is only one, or none. */
  readonly image: ImageInFile | null;
}

/** What of a file can be told to be right or wrong; empty where it carries nothing to check it by. */
export function fileChecks({ format, images, table, nvs, otaData }: FileReport): readonly FileCheck[] {
  const several = images.length > 1;
  const checks = images.flatMap((image) => imageChecks(image, several ? image : null));
  // A table whose MD5 is wrong is no table.
  if (table?.hasMd5 === true && format !== 'partition-csv') checks.push(check('table-md5', true));
  if (nvs && format !== 'nvs-csv') checks.push(...nvsChecks(nvs));
  if (otaData) checks.push(...otaChecks(otaData));
  return checks;
}

/** `of` names the image where it is one of several. Where it is cut off, nothing else can be right. */
export function imageChecks({ image }: ImageInFile, of: ImageInFile | null = null): FileCheck[] {
  const { checksum, digest, truncated } = image;
  if (truncated) return [check('complete', false, of)];
  const checks: FileCheck[] = [];
  if (checksum.stored !== null)
    checks.push({
      ...check('checksum', checksum.stored === checksum.calculated, of),
      stored: byteText(checksum.stored),
      calculated: byteText(checksum.calculated),
    });
  if (digest !== null && digest.stored !== null)
    checks.push({
      ...check('digest', digest.stored === digest.calculated, of),
      stored: digest.stored,
      calculated: digest.calculated,
    });
  return checks;
}

/** Entries carry checksums of their own; of encrypted ones nothing can be said. */
function nvsChecks({ encrypted, problems, entries }: NvsContents): readonly FileCheck[] {
  if (encrypted || (entries.length === 0 && problems.length === 0)) return [];
  return [check('nvs', problems.length === 0)];
}

function otaChecks({ copies }: OtaData): readonly FileCheck[] {
  const written = copies.filter((copy) => copy !== null);
  if (written.length === 0) return [];
  return [
    check(
      'ota-data',
      written.every(({ crcValid }) => crcValid),
    ),
  ];
}

function check(what: FileCheck['what'], right: boolean, image: ImageInFile | null = null): FileCheck {
  return { what, right, stored: null, calculated: null, image };
}

const byteText = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
