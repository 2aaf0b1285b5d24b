import { AppError } from '../../../src-shared/errors/app-error';
import type { AddressedBytes } from '../../engine/image/address-range';
import { encodeIntelHex } from '../../engine/image/intel-hex';
import { encodeUf2 } from '../../engine/image/uf2';

const addressSpaceBytes = 0x1_0000_0000;

/**
 * Parts in order of address as Intel HEX, or as UF2 for the chip of `familyId`, as `merge-bin` makes them. Throws
 * `conversion-impossible` for what no address of 32 bits reaches.
 */
export function encodeParts(
  parts: readonly AddressedBytes[],
  to: 'uf2' | 'hex',
  familyId: number,
  name: string,
): Uint8Array {
  const last = parts.at(-1);
  if (last !== undefined && last.address + last.data.length > addressSpaceBytes)
    throw new AppError('conversion-impossible', { name, reason: 'it goes past the end of all addresses' });
  return to === 'hex'
    ? encodeIntelHex(parts)
    : encodeUf2(parts, { familyId, chunkSizeBytes: null, md5: true });
}
