import type { AppDescription } from '../../../src-shared/model/firmware';

/** Where an app's description is: right behind the image header and the first segment's header. */
export const appDescriptionOffset = 0x20;
export const appDescriptionSizeBytes = 256;

const appMagic = 0xabcd_5432;
/** First byte of esp_bootloader_desc_t, at the same place in a bootloader. */
const bootloaderMagic = 80;
const bootloaderDescriptionSizeBytes = 80;

/**
 * esp_app_desc_t at 0x20 of an image, or null where there is none: magic:u32, secure version:u32, 2 × u32 reserved,
 * version[32], project[32], time[16], date[16], IDF version[32], SHA-256 of the ELF[32]. Little-endian, texts end with NUL.
 *
 * @source ESP-IDF components/esp_app_format/include/esp_app_desc.h
 */
export function readAppDescription(image: Uint8Array): AppDescription | null {
  if (image.length < appDescriptionOffset + appDescriptionSizeBytes) return null;
  const view = new DataView(image.buffer, image.byteOffset + appDescriptionOffset, appDescriptionSizeBytes);
  if (view.getUint32(0, true) !== appMagic) return null;
  const text = (offset: number, sizeBytes: number): string =>
    readText(image, appDescriptionOffset + offset, sizeBytes);
  return {
    version: text(16, 32),
    projectName: text(48, 32),
    compiled: `${text(96, 16)} ${text(80, 16)}`.trim(),
    idfVersion: text(112, 32),
  };
}

export interface BootloaderDescription {
  readonly version: number;
  readonly idfVersion: string;
  readonly compiled: string;
}

/**
 * esp_bootloader_desc_t at 0x20 of an image, or null: magic byte 80, 3 reserved, version:u32, IDF version[32],
 * date and time[24], 16 reserved. Bootloaders since ESP-IDF 5.1 have one.
 *
 * @source ESP-IDF components/esp_bootloader_format/include/esp_bootloader_desc.h
 */
export function readBootloaderDescription(image: Uint8Array): BootloaderDescription | null {
  if (image.length < appDescriptionOffset + bootloaderDescriptionSizeBytes) return null;
  if (image[appDescriptionOffset] !== bootloaderMagic) return null;
  const idfVersion = readText(image, appDescriptionOffset + 8, 32);
  const compiled = readText(image, appDescriptionOffset + 40, 24);
  // One byte of magic is little: without readable words it is ordinary data.
  if (idfVersion === '' || compiled === '') return null;
  const view = new DataView(image.buffer, image.byteOffset + appDescriptionOffset, 8);
  return { version: view.getUint32(4, true), idfVersion, compiled };
}

/** Text up to its NUL; what cannot be shown is left out, since it comes from anybody's file. */
function readText(bytes: Uint8Array, offset: number, sizeBytes: number): string {
  const field = bytes.subarray(offset, offset + sizeBytes);
  const terminator = field.indexOf(0);
  const text = new TextDecoder().decode(terminator < 0 ? field : field.subarray(0, terminator));
  return text.replace(/[\p{C}\ufffd]/gu, '').trim();
}
