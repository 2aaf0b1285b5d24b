import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { sectorBytes } from '../../../src-shared/model/flash-size';

const blockV2Bytes = 1216;
const blockV2CrcOffset = 1196;
const maxBlocks = 3;
const markV2 = 0xe7;
const keyOffset = 36;
const rsaKeyBytes = 776;
const curveP384 = 3;
const signatureV1Bytes = 68;

export type SignatureScheme =
  'ecdsa-v1' | 'rsa-3072' | 'ecdsa-p192' | 'ecdsa-p256' | 'ecdsa-p384' | 'unknown';

/** What a signature block says of itself. Whether the signature is right takes the key: that is not told here. */
export interface SignatureBlock {
  readonly scheme: SignatureScheme;
  /** Of the block, from the start of the file. */
  readonly fileOffset: number;
  /** CRC-32 of the block; null where it has none (version 1). */
  readonly crcValid: boolean | null;
  /** Whether the SHA-256 in the block is that of the image; null where it has none (version 1). */
  readonly digestValid: boolean | null;
  /** SHA-256 of the key, as it is burned into the chip; null where the block has no key (version 1). */
  readonly publicKeyDigest: Uint8Array | null;
}

/**
 * The signature blocks behind an image that ends at `imageEnd`: up to three of version 2 at the next sector's start, or one of
 * version 1 right behind it.
 *
 * Version 2 (1216 bytes): E7, version:u8 (2 RSA, 3 ECDSA), 2 × u8, SHA-256 of the image[32], key and signature, CRC-32 of the
 * 1196 bytes before it, 16 × 0. ECDSA has its curve's number first in the key. Version 1 (68 bytes): version:u32 = 0, signature[64].
 *
 * @source ESP-IDF "Secure Boot V2", Signature Block Format; "Secure Boot V1", Image Signing Algorithm
 */
export function readSignatureBlocks(bytes: Uint8Array, imageEnd: number): readonly SignatureBlock[] {
  const sector = Math.ceil(imageEnd / sectorBytes) * sectorBytes;
  const blocks: SignatureBlock[] = [];
  for (let index = 0; index < maxBlocks; index++) {
    const start = sector + index * blockV2Bytes;
    if (bytes[start] !== markV2 || start + blockV2Bytes > bytes.length) break;
    blocks.push(readVersion2(bytes, start, sector));
  }
  if (blocks.length > 0) return blocks;
  return hasVersion1(bytes, imageEnd)
    ? [{ scheme: 'ecdsa-v1', fileOffset: imageEnd, crcValid: null, digestValid: null, publicKeyDigest: null }]
    : [];
}

function readVersion2(bytes: Uint8Array, start: number, signedBytes: number): SignatureBlock {
  const block = bytes.subarray(start, start + blockV2Bytes);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const digest = createHash('sha256').update(bytes.subarray(0, signedBytes)).digest();
  return {
    scheme: schemeOf(view.getUint8(1), view.getUint8(keyOffset)),
    fileOffset: start,
    crcValid: view.getUint32(blockV2CrcOffset, true) === crc32(block.subarray(0, blockV2CrcOffset)),
    digestValid: digest.equals(block.subarray(4, 36)),
    publicKeyDigest: keyDigest(block, view.getUint8(1)),
  };
}

/**
 * RSA keys are n[384], e:u32, r^-1[384], m':u32; ECDSA keys the curve's number and both halves of the point.
 * @source golden/expected/sec-digest-rsa-pub; ESP-IDF ecdsa.h of the ROMs
 */
function keyDigest(block: Uint8Array, version: number): Uint8Array | null {
  const sizeBytes = version === 2 ? rsaKeyBytes : version === 3 ? ecdsaKeyBytes(block[keyOffset] ?? 0) : 0;
  if (sizeBytes === 0) return null;
  const key = block.subarray(keyOffset, keyOffset + sizeBytes);
  return createHash('sha256').update(key).digest();
}

function ecdsaKeyBytes(curve: number): number {
  return 1 + 2 * (curve === curveP384 ? 48 : 32);
}

function schemeOf(version: number, curve: number): SignatureScheme {
  if (version === 2) return 'rsa-3072';
  if (version !== 3) return 'unknown';
  return ({ 1: 'ecdsa-p192', 2: 'ecdsa-p256', 3: 'ecdsa-p384' } as const)[curve] ?? 'unknown';
}

/** Blank flash and filled-up files are no signature: those are one byte again and again. */
function hasVersion1(bytes: Uint8Array, start: number): boolean {
  const block = bytes.subarray(start, start + signatureV1Bytes);
  if (block.length < signatureV1Bytes) return false;
  const [version, signature] = [block.subarray(0, 4), block.subarray(4)];
  return version.every((byte) => byte === 0) && signature.some((byte) => byte !== signature[0]);
}
