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
export function readAppDescription(
  image: Uint8Array,
  descriptionOffset = appDescriptionOffset,
): AppDescription | null {
  const view = descriptionAt(image, descriptionOffset);
  if (view === null) return null;
  const text = (offset: number, sizeBytes: number): string =>
    readText(image, descriptionOffset + offset, sizeBytes);
  return {
    version: text(16, 32),
    projectName: text(48, 32),
    compiled: `${text(96, 16)} ${text(80, 16)}`.trim(),
    idfVersion: text(112, 32),
  };
}

function descriptionAt(image: Uint8Array, offset: number): DataView | null {
  if (image.length < offset + appDescriptionSizeBytes) return null;
  const view = new DataView(image.buffer, image.byteOffset + offset, appDescriptionSizeBytes);
  return view.getUint32(0, true) === appMagic ? view : null;
}

/** All of esp_app_desc_t, for who wants to see everything. */
export interface AppDetails extends AppDescription {
  readonly secureVersion: number;
  /** Of the ELF file that the image was made from; hex, empty where nobody has put it in. */
  readonly elfSha256: string;
  /** Major × 100 + minor. */
  readonly minEfuseBlockRevision: number;
  readonly maxEfuseBlockRevision: number;
  /** Null where the build does not tell, as on chips that have one size only. */
  readonly mmuPageSizeBytes: number | null;
}

/** Within esp_app_desc_t. */
export const appElfSha256Offset = 144;
const sha256SizeBytes = 32;
const largestPageSizeLog2 = 24;

/**
 * The description at `offset` of `image`, or null where there is none. Behind the fields of `readAppDescription` come:
 * SHA-256 of the ELF[32], lowest and highest eFuse block revision:u16, MMU page size:u8 as a power of two.
 *
 * @source ESP-IDF components/esp_app_format/include/esp_app_desc.h
 */
export function readAppDetails(image: Uint8Array, offset = appDescriptionOffset): AppDetails | null {
  const app = readAppDescription(image, offset);
  const view = descriptionAt(image, offset);
  if (app === null || view === null) return null;
  const elfSha256 = image.subarray(
    offset + appElfSha256Offset,
    offset + appElfSha256Offset + sha256SizeBytes,
  );
  const pageSizeLog2 = view.getUint8(180);
  return {
    ...app,
    secureVersion: view.getUint32(4, true),
    elfSha256: elfSha256.every((byte) => byte === 0) ? '' : Buffer.from(elfSha256).toString('hex'),
    minEfuseBlockRevision: view.getUint16(176, true),
    maxEfuseBlockRevision: view.getUint16(178, true),
    mmuPageSizeBytes: pageSizeLog2 === 0 || pageSizeLog2 > largestPageSizeLog2 ? null : 2 ** pageSizeLog2,
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
