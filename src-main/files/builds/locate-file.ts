import { largestFirmwareBytes } from '../read-bounded';
import type { FirmwareTree } from '../tree/firmware-tree';
import { isManifestName } from './manifest-names';
import { manifestInvalid, quoted } from './manifest';
import { fileNameOf, folderOf, resolveInTree } from './tree-path';

/**
 * The file of the tree that its manifest names. A manifest from somewhere else may not point at other files of this
 * computer: what leads out of the tree is refused, as is another manifest. Throws `manifest-invalid`, `file-not-found`.
 */
export async function locateFile(tree: FirmwareTree, manifest: string, named: string): Promise<string> {
  const name = fileNameOf(manifest);
  const path = resolveInTree(folderOf(manifest), named);
  if (path === null) throw manifestInvalid(name, `${quoted(named)} is not in its folder`);
  if (path === manifest) throw manifestInvalid(name, 'it names itself');
  if (isManifestName(fileNameOf(path)))
    throw manifestInvalid(name, `${quoted(named)} is a description of a build, no firmware`);
  // Files of unusual names are not listed: only reading tells whether they are there.
  if (!tree.files.some((file) => file.path === path)) await tree.read(path, largestFirmwareBytes);
  return path;
}
