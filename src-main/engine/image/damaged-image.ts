import { chips } from '../chips/registry';
import { readAppDescription } from './app-description';
import { imageMagic, type FirmwareImage } from './firmware-image';

const headersSizeBytes = 32;
const maxSegments = 16;
const lastFlashMode = 3;

/**
 * The header of an image whose segments do not fit into the file, as after a download that stopped half-way; null where
 * too little speaks for an image. Told apart from data so that pre-flight can say what is wrong with it.
 */
export function readDamagedImage(bytes: Uint8Array): FirmwareImage | null {
  if (bytes.length < headersSizeBytes || bytes[0] !== imageMagic) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, headersSizeBytes);
  const chipId = view.getUint16(12, true);
  const plausible =
    view.getUint8(1) <= maxSegments &&
    view.getUint8(2) <= lastFlashMode &&
    view.getUint32(19, true) === 0 &&
    view.getUint8(23) <= 1 &&
    Object.values(chips).some((chip) => chip.imageChipId === chipId);
  if (!plausible && readAppDescription(bytes) === null) return null;
  const hashAppended = view.getUint8(23) === 1;
  return {
    magic: imageMagic,
    headerOffset: 0,
    segmentCount: view.getUint8(1),
    flashMode: view.getUint8(2),
    flashSizeFrequency: view.getUint8(3),
    entryPoint: view.getUint32(4, true),
    chipId,
    minRevision: null,
    maxRevision: null,
    hashAppended,
    segments: [
      {
        loadAddress: view.getUint32(24, true),
        fileOffset: headersSizeBytes,
        sizeBytes: bytes.length - headersSizeBytes,
      },
    ],
    checksumValid: false,
    digest: hashAppended ? { stored: new Uint8Array(0), valid: false } : null,
    digestOffset: bytes.length,
    endOffset: bytes.length,
  };
}
