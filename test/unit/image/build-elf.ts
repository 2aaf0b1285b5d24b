export interface ElfRecipe {
  /** 94 Xtensa, 243 RISC-V. */
  readonly machine?: number;
  readonly entryPoint?: number;
  readonly sections: readonly SectionRecipe[];
  /** One program header for each section with an address. */
  readonly withProgramHeaders?: boolean;
}

export interface SectionRecipe {
  readonly name: string;
  readonly address: number;
  readonly data: Uint8Array;
  /** 1 PROGBITS. */
  readonly type?: number;
  /** 2 takes memory, 4 executes. */
  readonly flags?: number;
}

const headerBytes = 52;
const programHeaderBytes = 32;
const sectionHeaderBytes = 40;

/** An ELF file put together from the format's description: header, program headers, contents, names, section headers. */
export function buildElf(recipe: ElfRecipe): Uint8Array {
  const loaded = recipe.withProgramHeaders === true ? recipe.sections : [];
  const sections = [{ name: '', address: 0, data: new Uint8Array(0), type: 0, flags: 0 }, ...recipe.sections];
  const names = new TextEncoder().encode(
    [...sections, { name: '.shstrtab' }].map(({ name }) => `${name}\0`).join(''),
  );
  const offsets: number[] = [];
  let at = headerBytes + loaded.length * programHeaderBytes;
  for (const { data } of [...sections, { data: names }]) {
    offsets.push(at);
    at += data.length;
  }
  const file = new Uint8Array(at + (sections.length + 1) * sectionHeaderBytes);
  const view = new DataView(file.buffer);
  const words = (start: number, values: readonly number[]) =>
    values.forEach((value, index) => view.setUint32(start + index * 4, value, true));
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, recipe.machine ?? 94, true);
  words(20, [1, recipe.entryPoint ?? 0x4008_0000, headerBytes, at, 0]);
  [
    headerBytes,
    programHeaderBytes,
    loaded.length,
    sectionHeaderBytes,
    sections.length + 1,
    sections.length,
  ].forEach((value, index) => view.setUint16(40 + index * 2, value, true));
  loaded.forEach(({ address, data, flags = 2 }, index) => {
    const rights = 4 | ((flags & 4) === 0 ? 2 : 1);
    const offset = offsets[index + 1] ?? 0;
    words(headerBytes + index * programHeaderBytes, [
      1,
      offset,
      address,
      address,
      data.length,
      data.length,
      rights,
      4,
    ]);
  });
  let nameAt = 0;
  [...sections, { name: '.shstrtab', address: 0, data: names, type: 3, flags: 0 }].forEach(
    (section, index) => {
      file.set(section.data, offsets[index] ?? 0);
      const { type = 1, flags = 2, address, data, name } = section;
      words(at + index * sectionHeaderBytes, [
        nameAt,
        type,
        flags,
        address,
        offsets[index] ?? 0,
        data.length,
        0,
        0,
        4,
        0,
      ]);
      nameAt += name.length + 1;
    },
  );
  return file;
}
