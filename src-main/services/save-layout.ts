import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileToken, LayoutToSave } from '../../src-shared/model/firmware';
import { layoutFileText, type LayoutPlace } from '../files/builds/layout-file';
import { pathFromLayout } from '../files/builds/layout-path';
import { layoutExtension } from '../files/builds/manifest-names';
import { fileError } from '../files/read-bounded';
import type { FirmwareImport } from './firmware-import';
import type { OfferableText } from './offerable-file';

type LayoutFirmware = Pick<FirmwareImport, 'known' | 'digestOnDisk'>;

/**
 * A layout as a file to be given to the user. Its text follows where that lies: paths are relative to it. Throws
 * `file-not-found` for a token that nobody gave; the text, `file-not-found` and `file-unreadable` for files that are gone.
 */
export function saveLayout(firmware: LayoutFirmware, layout: LayoutToSave): OfferableText {
  for (const { file } of layout.items) firmware.known(file);
  return {
    suggestedName: `${fileNameOf(layout.title)}${layoutExtension}`,
    async textFor(folder) {
      const places = new Map<FileToken, LayoutPlace>();
      for (const { file } of layout.items) places.set(file, await placeOf(firmware, file, folder));
      return layoutFileText(layout, places);
    },
  };
}

/** What was taken out of a file is named by that file: it is what the user has. */
async function placeOf(
  firmware: LayoutFirmware,
  token: FileToken,
  folder: string | null,
): Promise<LayoutPlace> {
  const { path, sha256, provenance } = firmware.known(token);
  const size = await sizeOf(path);
  if (provenance === null) return { path: pathFromLayout(folder, path), size, sha256, part: null };
  return {
    path: pathFromLayout(folder, provenance.path),
    size: await sizeOf(provenance.path),
    sha256: await firmware.digestOnDisk(provenance.path),
    part: { name: provenance.member, size, sha256 },
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await fileError(basename(path), () => stat(path))).size;
}

const longestNameCharacters = 80;

/** Without what some file system reads as more than a name. */
function fileNameOf(title: string): string {
  const name = title.replace(/[\p{C}/\\:*?"<>|]/gu, '_').replace(/^[. ]+|[. ]+$/g, '');
  return name.slice(0, longestNameCharacters) || 'layout';
}
