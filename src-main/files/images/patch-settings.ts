import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { AddressedBytes } from '../../engine/image/address-range';
import { patchFlashParameters } from '../../engine/image/firmware-image-patch';
import { encodeFlashParameters } from '../../engine/image/flash-parameters';
import { readMergedImage } from '../../engine/image/merged-image';
import { readImage } from '../../engine/image/read-image';
import type { HeaderSettings } from './image-of-elf';

export function keepsSettings({ flashMode, flashFrequency, flashSize }: HeaderSettings): boolean {
  return flashMode === 'keep' && flashFrequency === 'keep' && flashSize === 'keep';
}

/**
 * Puts flash settings into the header of the image at `start` of `bytes` and appends its SHA-256 anew. Throws `image-invalid`,
 * `flash-setting-unknown`, and `conversion-impossible` for an image whose own SHA-256 is wrong: with a new one, a damaged image
 * would look whole.
 */
export async function patchImageAt(
  bytes: Uint8Array,
  start: number,
  chip: ChipSpec,
  settings: HeaderSettings,
  name: string,
): Promise<Uint8Array> {
  const { flashMode, flashFrequency, flashSize } = settings;
  const parameters = encodeFlashParameters(chip, flashMode, flashFrequency, flashSize);
  const image = bytes.subarray(start);
  const { bytes: patched, outcome } = await patchFlashParameters(image, parameters, sha256, chip);
  if (outcome === 'digest-invalid')
    throw new AppError('conversion-impossible', {
      name,
      reason: 'the SHA-256 in its image is wrong, so that its flash settings cannot be changed',
    });
  if (outcome === 'nothing-to-change') return bytes;
  if (start === 0) return patched;
  const whole = bytes.slice();
  whole.set(patched, start);
  return whole;
}

/** Which of the parts holds the image that the ROM starts, and where in it: a bootloader or the only one. Null where none does. */
export function findImage(
  parts: readonly AddressedBytes[],
): { readonly index: number; readonly start: number } | null {
  for (const [index, { data }] of parts.entries()) {
    const image = readImage(data);
    const start = readMergedImage(data, image)?.bootloaderStart ?? (image === null ? null : 0);
    if (start !== null) return { index, start };
  }
  return null;
}

function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return Promise.resolve(createHash('sha256').update(bytes).digest());
}
