import { parseElf } from '../../engine/image/elf';

/** sh_type: bytes that the program defines. @source ELF specification, sh_type */
const sectionTypeProgBits = 1;
/** sh_flags. @source ELF specification, sh_flags */
const executableFlag = 4;

/** Of firmware with all that a compiler can say about it. */
export const largestElfBytes = 256 * 1024 * 1024;

interface CodeSection {
  readonly address: number;
  readonly data: Uint8Array;
}

/** The instructions of an ELF file, by address. */
export class ElfCode {
  /** In order of address. */
  readonly #sections: readonly CodeSection[];

  /** Throws `elf-invalid`. */
  constructor(elf: Uint8Array, name?: string) {
    this.#sections = parseElf(elf, name)
      .sections.filter(({ type, flags, data }) => type === sectionTypeProgBits && isCode(flags, data))
      .map(({ address, data }) => ({ address, data }))
      .sort((one, other) => one.address - other.address);
  }

  get isEmpty(): boolean {
    return this.#sections.length === 0;
  }

  /** The bytes there, a view; null where not all of them are code of this file. */
  bytesAt(address: number, sizeBytes: number): Uint8Array | null {
    let low = 0;
    let high = this.#sections.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sections[middle]?.address ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    const section = this.#sections[low - 1];
    if (section === undefined) return null;
    const start = address - section.address;
    const end = start + sizeBytes;
    return end > section.data.length ? null : section.data.subarray(start, end);
  }
}

function isCode(flags: number, data: Uint8Array): boolean {
  return (flags & executableFlag) !== 0 && data.length > 0;
}
