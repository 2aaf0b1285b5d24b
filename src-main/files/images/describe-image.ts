import { createHash } from 'node:crypto';
import type { FilePart, ImageReport } from '../../../src-shared/model/file-report';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { chips } from '../../engine/chips/registry';
import { readAppDetails, readBootloaderDescription } from '../../engine/image/app-description';
import { imageChecksum, imageMagic, type FirmwareImage } from '../../engine/image/firmware-image';
import { decodeFlashParameters } from '../../engine/image/flash-parameters';
import { readImageDetails, type ImageDetails } from '../../engine/image/image-details';
import { chipOfImage } from '../../engine/image/image-info';
import { kindOfImage } from '../../engine/image/inspect-firmware';
import { memoryTypes } from '../../engine/image/load-segment';

const noRevisionLimit = 0xffff;
const segmentHeaderBytes = 8;
const headerBytes = 24;

/** What the whole image at the start of `bytes` says. `image` is what `readImage` gave for it. */
export function describeWholeImage(bytes: Uint8Array, image: FirmwareImage): ImageReport {
  const details = readImageDetails(bytes, null);
  return {
    chip: details.chip,
    role: roleOf(bytes, image),
    version: details.version,
    entryPoint: details.entryPoint,
    flashMode: details.flashMode,
    flashFrequency: details.flashFrequency,
    flashSize: details.flashSize,
    minRevision: image.minRevision,
    maxRevision: image.maxRevision,
    segments: details.segments.map(({ loadAddress, sizeBytes, memoryTypes: types }) =>
      segmentPart(loadAddress, sizeBytes, types),
    ),
    checksum: details.checksum,
    digest: digestReport(details.digest),
    app: appReport(bytes),
    bootloader: readBootloaderDescription(bytes),
    signatures: details.signatures.map(({ scheme, publicKeyDigest, digestValid }) => ({
      scheme,
      publicKeyDigest: publicKeyDigest === null ? null : hex(publicKeyDigest),
      signsImage: digestValid,
    })),
    sizeBytes: details.sizeBytes,
    truncated: details.digest !== null && details.digest.stored === null,
  };
}

/** What is there of an image that the file ends within; `image` is what `readDamagedImage` gave for it. */
export function describeDamagedImage(bytes: Uint8Array, image: FirmwareImage): ImageReport {
  const id = chipOfImage(image);
  const spec = id === null ? null : chips[id];
  const flash = spec === null ? null : decodeFlashParameters(spec, image.flashMode, image.flashSizeFrequency);
  return {
    chip: id,
    role: roleOf(bytes, image),
    version: 1,
    entryPoint: image.entryPoint,
    flashMode: flash?.mode ?? null,
    flashFrequency: flash?.frequency ?? null,
    flashSize: flash?.size ?? null,
    ...revisionsOf(bytes),
    segments: wholeSegments(bytes, image.segmentCount, spec),
    checksum: { stored: null, calculated: imageChecksum(bytes, image.segments) },
    digest: image.hashAppended
      ? { stored: null, calculated: hex(createHash('sha256').update(bytes).digest()) }
      : null,
    app: appReport(bytes),
    bootloader: readBootloaderDescription(bytes),
    signatures: [],
    sizeBytes: bytes.length,
    truncated: true,
  };
}

function roleOf(bytes: Uint8Array, image: FirmwareImage): ImageReport['role'] {
  const kind = kindOfImage(bytes, image);
  return kind === 'data' ? 'unknown' : kind;
}

function wholeSegments(bytes: Uint8Array, count: number, chip: ChipSpec | null): readonly FilePart[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: FilePart[] = [];
  let at = headerBytes;
  while (segments.length < count && at + segmentHeaderBytes <= bytes.length) {
    const address = view.getUint32(at, true);
    const sizeBytes = view.getUint32(at + 4, true);
    at += segmentHeaderBytes + sizeBytes;
    if (at > bytes.length) break;
    segments.push(segmentPart(address, sizeBytes, chip === null ? [] : memoryTypes(chip, address)));
  }
  return segments;
}

function segmentPart(address: number, sizeBytes: number, types: readonly string[]): FilePart {
  return { name: '', kind: 'segment', address, sizeBytes, memoryTypes: types };
}

/** Header bytes 15…18, as `parseFirmwareImage` reads them where the image is whole. */
function revisionsOf(bytes: Uint8Array): Pick<ImageReport, 'minRevision' | 'maxRevision'> {
  if (bytes[0] !== imageMagic || bytes.length < headerBytes) return { minRevision: null, maxRevision: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const most = view.getUint16(17, true);
  return {
    minRevision: view.getUint16(15, true),
    maxRevision: most === 0 || most === noRevisionLimit ? null : most,
  };
}

function digestReport(digest: ImageDetails['digest']): ImageReport['digest'] {
  if (digest === null) return null;
  const { stored, calculated } = digest;
  return { stored: stored === null ? null : hex(stored), calculated: hex(calculated) };
}

function appReport(bytes: Uint8Array): ImageReport['app'] {
  const app = readAppDetails(bytes);
  if (app === null) return null;
  const { projectName, version, idfVersion, compiled, secureVersion, elfSha256, mmuPageSizeBytes } = app;
  return { projectName, version, idfVersion, compiled, secureVersion, elfSha256, mmuPageSizeBytes };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
