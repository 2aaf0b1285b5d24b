import { inflateSync } from 'node:zlib';
import type { ElfFile, ElfSection } from '../image/elf';

/** sh_flags: the contents begin with a header and are compressed. @source ELF specification, SHF_COMPRESSED */
const flagCompressed = 0x800;
const compressedHeaderBytes = 12;
const compressedWithZlib = 1;
/** What no debug section of a chip's program reaches. */
const mostInflatedBytes = 0x1000_0000;
/** deflate makes nothing smaller than this: a header that promises more lies. */
const mostRatio = 1032;

/** The contents of debug sections by name; a compressed one is inflated when it is asked for first. */
export class DebugSections {
  readonly #elf: ElfFile;
  readonly #contents = new Map<string, Uint8Array>();

  constructor(elf: ElfFile) {
    this.#elf = elf;
  }

  has(name: string): boolean {
    return this.#elf.sections.some((section) => section.name === name && section.data.length > 0);
  }

  /** Empty where the file has none or where it cannot be inflated. */
  get(name: string): Uint8Array {
    const known = this.#contents.get(name);
    if (known !== undefined) return known;
    const section = this.#elf.sections.find((candidate) => candidate.name === name);
    const contents = section === undefined ? new Uint8Array(0) : sectionContents(section);
    this.#contents.set(name, contents);
    return contents;
  }
}

/** @source ELF specification, Elf32_Chdr */
function sectionContents({ data, flags }: ElfSection): Uint8Array {
  if ((flags & flagCompressed) === 0) return data;
  if (data.length < compressedHeaderBytes) return new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const sizeBytes = view.getUint32(4, true);
  const promise = Math.min(mostInflatedBytes, data.length * mostRatio);
  if (view.getUint32(0, true) !== compressedWithZlib || sizeBytes === 0 || sizeBytes > promise)
    return new Uint8Array(0);
  try {
    return inflateSync(data.subarray(compressedHeaderBytes), { maxOutputLength: sizeBytes });
  } catch {
    // Damaged, or larger than it says: as good as not there, like every other damaged part.
    return new Uint8Array(0);
  }
}
