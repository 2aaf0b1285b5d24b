import type { ImageReport } from '../../../src-shared/model/file-report';
import { chips } from '../../engine/chips/registry';
import { readDamagedImage } from '../../engine/image/damaged-image';
import { readMergedImage } from '../../engine/image/merged-image';
import { readImage } from '../../engine/image/read-image';
import type { FormatReport } from './content-report';
import { describeDamagedImage, describeWholeImage } from './describe-image';
import { describeMerged } from './describe-merged';

/** A firmware image, whole or damaged, by itself or with what comes behind it in flash; null where too little speaks for one. */
export function inspectImage(bytes: Uint8Array): FormatReport | null {
  const image = readImage(bytes);
  const merged = readMergedImage(bytes, image);
  if (merged !== null) {
    const contents = describeMerged(bytes, merged, merged.flashOffset);
    const first = contents.images[0]?.image ?? null;
    return {
      format: 'merged-image',
      chip: first?.chip ?? null,
      flashOffset: merged.flashOffset,
      image: first,
      ...contents,
    };
  }
  if (image === null) {
    const damaged = readDamagedImage(bytes);
    return damaged === null ? null : singleImage(describeDamagedImage(bytes, damaged));
  }
  const described = describeWholeImage(bytes, image);
  // Data can start with the mark of an image by chance; that all else fits as well is no chance.
  const isUnlikely = described.role === 'unknown' && !image.checksumValid;
  return isUnlikely ? null : singleImage(described);
}

function singleImage(image: ImageReport): FormatReport {
  const { chip, role } = image;
  const flashOffset = role === 'bootloader' && chip !== null ? chips[chip].bootloaderOffset : null;
  return {
    format: 'firmware-image',
    chip,
    flashOffset,
    image,
    images: [{ name: '', address: flashOffset ?? 0, image }],
    parts: image.segments,
  };
}
