import { z } from 'zod';
import { checkFiles, checkShape, fewOf, parseManifestJson, parseOffset } from './manifest';

/** What PlatformIO tells editors of a build. */
export interface IdeData {
  readonly environment: string | null;
  /** Bytes; null where it does not say. */
  readonly applicationOffset: number | null;
  /** All but the app. Paths are those of the computer that built it. */
  readonly flashImages: readonly { readonly offset: number; readonly path: string }[];
}

const offset = z.union([z.string(), z.number()]);

const ideDataSchema = z.object({
  env_name: z.string().optional(),
  extra: z
    .object({
      application_offset: offset.optional(),
      flash_images: fewOf(z.object({ offset, path: z.string().min(1) })).optional(),
    })
    .optional(),
});

/** Reads `idedata.json`. Throws `manifest-invalid`. @source PlatformIO Core, project/integration; platform-espressif32, INTEGRATION_EXTRA_DATA */
export function parseIdeData(bytes: Uint8Array, name: string): IdeData {
  const data = checkShape(ideDataSchema, parseManifestJson(bytes, name), name, 'it is no list of settings');
  const flashImages = (data.extra?.flash_images ?? []).map((image) => ({
    offset: parseOffset(image.offset, name),
    path: image.path,
  }));
  checkFiles(flashImages, name);
  const appOffset = data.extra?.application_offset;
  return {
    environment: data.env_name ?? null,
    applicationOffset: appOffset === undefined ? null : parseOffset(appOffset, name),
    flashImages,
  };
}
