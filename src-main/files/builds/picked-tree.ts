import { AppError } from '../../../src-shared/errors/app-error';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { TreePlace } from './path-index';
import { fileNameOf } from './tree-path';

/** Files out of several trees as one, each under a path of its own. */
export function pickedTree(name: string, places: ReadonlyMap<string, TreePlace>): FirmwareTree {
  return {
    name,
    files: [...places].map(([path, { sizeBytes }]) => ({ path, sizeBytes })),
    read: async (path, limitBytes) => {
      const place = places.get(path);
      if (place === undefined) throw new AppError('file-not-found', { name: fileNameOf(path) });
      return place.tree.read(place.path, limitBytes);
    },
    localPath: (path) => {
      const place = places.get(path);
      return place === undefined ? null : place.tree.localPath(place.path);
    },
    provenanceOf: (path) => {
      const place = places.get(path);
      return place?.tree.provenanceOf?.(place.path) ?? null;
    },
  };
}
