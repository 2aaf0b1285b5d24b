import type { AddressedBytes } from '../../engine/image/address-range';
import { looksLikeIntelHex, parseIntelHex } from '../../engine/image/intel-hex';
import { looksLikeUf2, parseUf2 } from '../../engine/image/uf2';

export interface Container {
  readonly format: 'uf2' | 'intel-hex';
  /** In order of address; those that touch are one. */
  readonly parts: readonly AddressedBytes[];
  /** UF2: which chip the file is for; null where it does not say. */
  readonly familyId: number | null;
}

/** What a UF2 or Intel HEX file puts where; null for what is neither. Throws `container-invalid`. */
export function readContainer(bytes: Uint8Array, name: string): Container | null {
  if (looksLikeUf2(bytes)) {
    const { parts, familyId } = parseUf2(bytes, name);
    return { format: 'uf2', parts, familyId };
  }
  if (!looksLikeIntelHex(bytes)) return null;
  return { format: 'intel-hex', parts: parseIntelHex(bytes, name).parts, familyId: null };
}
