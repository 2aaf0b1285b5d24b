import { AppError } from '../../../src-shared/errors/app-error';
import { imageMagic, imageV2Magic, parseFirmwareImage, type FirmwareImage } from './firmware-image';

/** The image at the start of `bytes`, or null where there is none or it does not hold together. */
export function readImage(bytes: Uint8Array): FirmwareImage | null {
  if (bytes[0] !== imageMagic && bytes[0] !== imageV2Magic) return null;
  try {
    return parseFirmwareImage(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'image-invalid') return null;
    throw error;
  }
}
