import type { ChipSpec } from '../chips/chip-spec';
import { digestSizeBytes, parseFirmwareImage } from './firmware-image';
import type { FlashParameters } from './flash-parameters';

/** What patching did. `digest-invalid`: the image's own SHA-256 was wrong before, so that nothing was changed. */
export type PatchOutcome = 'patched' | 'nothing-to-change' | 'digest-invalid';

export interface PatchedImage {
  /** The given bytes themselves where nothing was changed. */
  readonly bytes: Uint8Array;
  readonly outcome: PatchOutcome;
}

/**
 * Puts flash mode, frequency and size into the header of the image at the start of `bytes` and appends the SHA-256 anew.
 * An image whose digest is wrong is left alone: with a new one, a damaged image would look whole.
 * Throws `image-invalid`.
 */
export async function patchFlashParameters(
  bytes: Uint8Array,
  parameters: FlashParameters,
  sha256: (bytes: Uint8Array) => Promise<Uint8Array>,
  chip: ChipSpec | null = null,
): Promise<PatchedImage> {
  const image = parseFirmwareImage(bytes, chip);
  const mode = parameters.mode ?? image.flashMode;
  const size = parameters.size ?? image.flashSizeFrequency & 0xf0;
  const frequency = parameters.frequency ?? image.flashSizeFrequency & 0x0f;
  const sizeFrequency = size | frequency;
  if (mode === image.flashMode && sizeFrequency === image.flashSizeFrequency)
    return { bytes, outcome: 'nothing-to-change' };
  if (image.digest !== null && !image.digest.valid) return { bytes, outcome: 'digest-invalid' };

  const patched = bytes.slice();
  patched[image.headerOffset + 2] = mode;
  patched[image.headerOffset + 3] = sizeFrequency;
  if (image.digest !== null) {
    const digest = await sha256(patched.subarray(0, image.digestOffset));
    patched.set(digest.subarray(0, digestSizeBytes), image.digestOffset);
  }
  return { bytes: patched, outcome: 'patched' };
}
