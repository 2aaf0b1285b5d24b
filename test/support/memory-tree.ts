import { AppError } from '../../src-shared/errors/app-error';
import type { FirmwareTree } from '../../src-main/files/tree/firmware-tree';

/** A folder that is nowhere. `places`: where its files would be on disk. */
export function memoryTree(
  contents: Readonly<Record<string, Uint8Array | string>>,
  name = 'blink',
  places: Readonly<Record<string, string>> = {},
): FirmwareTree {
  const files = new Map(
    Object.entries(contents).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  return {
    name,
    files: [...files].map(([path, bytes]) => ({ path, sizeBytes: bytes.length })),
    read: async (path, limitBytes) => {
      const bytes = files.get(path);
      const fileName = path.split('/').at(-1) ?? path;
      if (bytes === undefined) throw new AppError('file-not-found', { name: fileName });
      if (bytes.length > limitBytes)
        throw new AppError('file-too-large', { name: fileName, size: bytes.length });
      return bytes;
    },
    localPath: (path) => places[path] ?? null,
  };
}
