import { AppError } from '../../../src-shared/errors/app-error';
import { fillGaps, type AddressedBytes } from '../../engine/image/address-range';
import { largestFirmwareBytes } from '../read-bounded';
import { readContainer } from './container';

/**
 * The bytes from `start` on (null: from the first one) of a file that may be Intel HEX or UF2; other files are their own bytes.
 * Throws `container-invalid`, `file-too-large`, and `data-before-offset` where such a file has bytes before `start`.
 */
export function plainBytes(bytes: Uint8Array, name: string, start: number | null): Uint8Array {
  const container = readContainer(bytes, name);
  return container === null ? bytes : filledBytes(container.parts, name, start);
}

/** With FF between the parts, which are in order of address. Throws what `plainBytes` throws. */
export function filledBytes(
  parts: readonly AddressedBytes[],
  name: string,
  start: number | null,
): Uint8Array {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return new Uint8Array(0);
  const from = start ?? first.address;
  if (first.address < from)
    throw new AppError('data-before-offset', { name, first: hex(first.address), offset: hex(from) });
  const sizeBytes = last.address + last.data.length - from;
  if (sizeBytes > largestFirmwareBytes) throw new AppError('file-too-large', { name, size: sizeBytes });
  return fillGaps(parts, from);
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
